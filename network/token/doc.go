// Package token keeps keys of a host in a PKCS #11 token: in a hardware security module, or
// in a program that behaves like one.
//
//	doc.go       what this is
//	settings.go  which token, and where its PIN is
//	pin.go       the file with the PIN
//	token.go     making keys, signing, and whether all keys are there
//	exchange.go  what is said between this package and the program network-token
//	fabric.go    what Fabric's programs are told
//
// A token is spoken to through its maker's library, which is opened while the program runs.
// A static program cannot do that, and all programs of the project are static; so one of
// their own does it, network-token (network/cmd/token), that is built on request. It is told
// what to do on its standard input, the PIN with it, and ends when it has answered.
//
// # What may never happen
//
//   - A private key is never read from the token: it is made or put there, and not
//     extractable.
//   - The PIN is on no command line, in no log and in no message. It is in one file, and in
//     the memory of those who sign.
//   - A wrong PIN is not tried again: many tokens lock themselves after a few.
//   - Requests to a token do not meet, and none is left in the middle because whoever asked was
//     interrupted.
package token
