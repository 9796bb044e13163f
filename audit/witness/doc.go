// Package witness keeps, of what took effect on the chain, a transparency log of tiles in a folder, and signs its
// checkpoints: so somebody who has no chain can be shown that a record was there, and since when.
//
//	index ── Entries ──► tile/entries, tile/0, tile/1, …   C2SP tlog-tiles
//	                     checkpoint                         C2SP tlog-checkpoint, with tlog-cosignature
//	                     signed/SIZE                        each checkpoint as it was first signed
//	                     key                                the witness's own Ed25519 key
//
// What is in a log follows from the chain alone: for each block, in the order of the chain, an entry
// for each version of a record (proof.RecordEntry), in the order of its transactions and, in each, of its
// keys; and at the block's end one for the block (proof.BlockEntry). The nodes of the trees of rosters are left out, for
// the roots of the seals have them. So all witnesses have the same log, byte for byte, from whichever host, and their
// signatures of one size are of one text.
//
// A checkpoint is signed twice with the same key: as that of a log, whose name is the chain's, and as a
// cosignature with the time of this computer's clock, under the witness's own name.
//
// # What may never happen
//
//   - A checkpoint is signed of what the index, which verified each block, does not have.
//   - A checkpoint is signed that is not consistent with the one that was signed before: the log only grows, and where
//     the index has another block than the log, nothing is signed any more.
//   - A checkpoint is seen before what it is of: tiles are on the disk first, and it takes the place of the former one at
//     once. Killed at any moment, a witness goes on from its last checkpoint, and comes to the same bytes.
package witness
