// Package health keeps what a program knows of the hosts that it reads blocks from: who
// answers, how many blocks each says that it has, since when, and whether its last block is
// the one that was verified. It also runs one comparison of the hosts at a time, and keeps
// the last.
//
//	sources ─► Board.Look ─► Report ◄─ a page
//	peers   ─► Board.Compare ┘
//
// What may never happen: that a host's word passes for something verified. A time is that
// of blocks that were verified here; of a block that was not yet, only its number is shown,
// as the host's claim.
package health
