// Package refusal holds how the registry's rules say no: a stable code, and the
// parameters that a sentence about it needs.
//
// A refusal is not a failure. It says that the ledger and the network are well, and
// that the same request will be refused again while the state stays as it is. A
// failure, such as a store that cannot be read, is any other error.
//
// # Words
//
// A code (NOT_A_MEMBER) never changes its meaning and is never given to anything
// else: programs decide by it. Its parameters are names and values, all texts; which
// ones a code has stands beside it. No parameter is long: a refused value is clipped.
//
// # What it never does
//
// It holds no sentence for a person to read: internal/text has those, in English
// and in Chinese. It knows nothing of what is checked; whoever checks names the code.
package refusal
