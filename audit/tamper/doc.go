// Package tamper shows that forgeries are found: each of its tests plays a forger
// on a fresh copy of a real network's ledger, whose keys it has, and then asks the
// auditor's checks. It holds tests only.
//
//	examples/ledgers ──► ledger ── a forger's change ──► blocks, a peer, an index
//	                                                        │
//	        chain.Verifier · replay.Replay · replay.Compare · replay.CompareState · index.Rebuild
//
// A fault is found if the check that is named for it gives the code that is named
// for it, at the block and of the host where the change was made. On the untouched
// ledger no check finds anything. TestTamper prints all of this as a table.
//
// The test with the build tag live does one such change on a running network: a
// value in the database of one host's peer.
package tamper
