// Package legible makes a text that somebody else wrote into one that can be shown
// among a program's own words: it commands no terminal, turns no direction of writing,
// and is one line, so that no part of it passes for a line of the program's.
//
//	what a peer, a file or a record says ─ Line ─► a value within a line of ours
//
// The programs' writers see to the characters of whatever goes out besides
// (terminal.Plain); which ends of lines are theirs only they can tell who write them.
// What does something instead of being seen comes out as \u001b, which is what JSON
// means by it too.
package legible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsControl reports whether a character does something to a terminal or to what stands
// around it, instead of being seen. Tabs and the ends of lines are none of them.
func IsControl(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u2028', '\u2029': // ends of lines to some
		return true
	case '\u200e', '\u200f', '\u061c': // marks, which turn nothing that has a direction of its own
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// Line is a text as a value within a line: in one line, and commanding nothing.
func Line(text string) string {
	at := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError || within(r) })
	if at < 0 {
		return text
	}
	var out strings.Builder
	out.WriteString(text[:at])
	for _, r := range text[at:] { // what is no UTF-8 becomes U+FFFD
		if within(r) {
			out.WriteString(Escape(r))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// within reports whether a character has no place within a line.
func within(r rune) bool { return r == '\n' || r == '\t' || IsControl(r) }

// Escape is how a character is shown that is not seen.
func Escape(r rune) string { return fmt.Sprintf(`\u%04x`, r) }
