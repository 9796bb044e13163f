// Package chain decides whether blocks are to be believed.
//
// A Verifier starts from one thing that somebody trusts: the hash of the
// channel's first block. From there each block is checked, in order, against the
// configuration that is in force at it, and nobody's word is taken for anything:
//
//   - number, previous hash, and the hash of its transactions;
//   - the orderers' signatures against the channel's policy: one with Raft, a
//     quorum with BFT;
//   - each transaction's id, its sender's signature and certificate;
//   - the transaction endorsements against the policy of the chaincode's definition
//     in force, certificates revoked by then not counted;
//   - what it read, against what the transactions before it wrote: so the
//     validation code, which nobody signs, is worked out and compared with the
//     peer's;
//   - a configuration's update, against the policies that may change each part.
//
// What does not hold is a Finding with a stable code, the block, the transaction,
// and what was expected and seen. A Fault means that the block, as this source
// gave it, must not be used; a Warning is valid by Fabric's rules, and odd.
//
//	raw bytes ── Prepare (any order, all cores) ──► Prepared: read, signatures checked
//	                                                   │
//	State (as of the block before) ─────────────► Verify (in order) ──► Verified, or *Broken
//	                                                   │
//	                              Checkpoint ── Resume ┘      Follow does all of it for a Source
//
// # What the verifier does not know
//
// Each of these is a finding or a refusal, never silence:
//
//   - Idemix, and MSPs of any kind but X.509: the configuration is UNREADABLE. Keys
//     other than ECDSA, and Ed25519 where the channel has no V3_0, count for nobody,
//     as in Fabric.
//   - Capabilities older than Application V2_0 and Channel V1_4_3, and those that
//     Fabric 3.1 does not have: other rules hold then, and the configuration is
//     UNREADABLE.
//   - Policies of single keys: the registry has none, and one is KEY_POLICY.
//   - Validators other than Fabric's own, and principals other than roles, units and
//     identities: UNKNOWN_POLICY where a peer calls the transaction valid.
//   - CouchDB. A peer with it may call a write INVALID_WRITESET that LevelDB takes:
//     that is WRONG_CODE here.
//   - What makes a definition be there: the policy's field is asked for, Fabric asks
//     for the record of its fields. One without the other is WRONG_CODE.
//   - Whether an orderer's settings make sense (block size, consenters, endpoints):
//     Fabric refuses some that pass here. Blocks are judged by who signed them.
//   - Very many signatures over one long content (package block's bounds):
//     UNREADABLE where a peer calls the transaction valid, else a Warning.
//
// And these are not judged at all:
//
//   - The peer's commit hash, which nobody signs: hosts' peers are compared by it.
//   - A peer's word that a transaction is not valid, where the rules cannot be
//     applied (all of the above): a Warning says so.
//   - A transaction's time, beyond what certificates say of it: the sender writes it.
//   - A fork at the last block: both are signed. It shows by comparing hosts, or as
//     soon as the next block names one of them.
//
// The package needs no protobuf (package block has read it), no network and no
// database: what was written before is asked through State.
package chain
