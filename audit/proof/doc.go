// Package proof verifies, for somebody who has a short policy file and nothing else, what one small
// file says of an alliance's roster: that a party was a member of it at the end of an epoch, and as
// what, or that it was none. It reaches for no network and no database, and knows nothing of Fabric.
//
//	party ─ entry ─ path ─► root of the seal ─ log entry ─ path ─► checkpoint ◄─ cosignatures
//	        membership/merkle                  tlog-proof          tlog-checkpoint, tlog-cosignature
//
// Each arrow is a hash, so that whoever believes the right end has to believe the left one. What
// is believed is the policy: which log it is, and how many of which witnesses must have seen it. A
// witness has verified the whole chain before it signs, and signs with the time of its own clock.
//
// # What a proof says, and what not
//
// It speaks of the end of an epoch, and says nothing of what came later: then, not now. It says
// what a member was by record (class, state, since when, until when). Standing, which goes by dues
// and agreements, is not in it. Times of cosignatures are those of the witnesses' clocks; the time of
// the seal is the one that its sender wrote, as everywhere on the ledger.
//
// # What may never happen
//
//   - A file of which a byte was changed is taken for a proof: a file has one form, which is made
//     anew from what was read and compared, and its first line is the digest of the rest.
//   - Words for people say something else than the records: they are made from the records, and a file
//     with others is refused. The program that verifies says what is proved in words of its own.
//   - A file that is too long or too deep costs memory: all is bounded before it is read.
//
// Kinds are membership and absence. A whole roster, and a decision with its votes, have none yet.
package proof
