// Package terminal is what the programs have in common where they meet a person:
// a question before something that cannot be undone, a secret that is typed
// without being shown, an output whose failures are not overlooked, and how wide a
// character is.
//
//	Confirm   asks for a word; without a person it is ErrNoTerminal, never yes
//	Secret    asks for a text that stays unseen
//	Checked   remembers the first failure of a writer
//	Plain     lets no text that it prints command a terminal
//	Redraws   reports whether a line may be written over
//	FixWidths makes widths the same in every locale
package terminal
