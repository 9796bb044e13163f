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
// # What is not judged
//
//   - The peer's commit hash, which nobody signs: hosts' peers are compared by it.
//   - Policies of single keys: the registry has none, and one is a Fault.
//   - Kinds of policies, validators and keys that the package does not know. A
//     transaction that a peer calls valid by one is a Fault, never silence.
//   - A fork at the last block: both are signed. It shows by comparing hosts, or as
//     soon as the next block names one of them.
//
// The package needs no protobuf (package block has read it), no network and no
// database: what was written before is asked through State.
package chain
