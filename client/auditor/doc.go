// Package auditor runs the auditor's program beside the members': alliance serve starts it by
// itself, and hands reading on to it.
//
//	Start ─► auditor serve, on a socket in a private folder ─► answers ─► Address
//	              ▲                         │
//	              └──── dies: again, a few times; then never more
//
// It stays a program of its own, which shares nothing with the one that signs but the socket:
// see ADR 23. It goes by its own configuration (what it trusts, its key, its index), as when a
// person starts it.
//
// What may never happen: that it outlives the program that started it; that another user of
// this computer answers in its place, or reads there; that one that dies again and again is
// started without end.
package auditor
