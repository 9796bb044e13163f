// Package index keeps what verified blocks say in a database, so that the
// auditor's everyday questions are answered from it: what happened, who was a
// member then, who endorsed whom.
//
// The database is SQLite, a file, or PostgreSQL: the same tables, the same
// questions, the same answers. It holds nothing that the blocks do not say: a
// Rebuild from block 0 comes to the same Hash, whatever the source, the database
// and the size of the steps.
//
//	sources ── chain.Verifier ──► Verified ── Add ──► block, tx, tag       what happened
//	                                                  version              every value of every key
//	                                                  party, period, …     the registry's records
//	                                                  doc, term            full text
//	                                                  finding              what did not hold, and whose it was
//
// A place is a block's number and a transaction's index in it. Every row of an
// answer carries one, with the transaction's id, code and time.
//
// # What may never happen
//
//   - A block is added that was not verified, is not the next, or was added in part:
//     blocks and checkpoint are one transaction of the database.
//   - An answer depends on which source gave a block, or on which database keeps it.
//   - Two programs write at once: the second waits, and is then refused with
//     INDEX_LOCKED.
//   - A bookmark that was handed out skips or repeats a row because blocks were added.
package index
