// Package block turns the bytes of Fabric's blocks into plain structs.
//
// It is the only package of the auditor's that knows Fabric's messages: whoever
// reads a Block here needs no protobuf, and nothing here needs a network, a
// clock, or a database. Nothing here is believed either. A Block says what the
// bytes say; whether they are to be believed, package chain decides.
//
//	raw bytes (a peer's delivery, a peer's block file) ── Parse, Files ──► Block
//	      │                                                  ├─ Signatures   the orderers'
//	      │                                                  ├─ Transactions calls, reads, writes, endorsements, code
//	      └─ a configuration's bytes ── ParseConfig ───────► Config: organizations, policies, consenters
//
// # What may never happen
//
//   - Bytes from outside end the process, or make it reserve memory that the bytes
//     themselves do not have.
//   - A field that cannot be read is left empty in silence: Parse refuses the
//     block, or the transaction says in Problem what is wrong with it.
package block
