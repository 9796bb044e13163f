package web

import (
	"bytes"
	"unicode"

	"allianceregistry/internal/legible"
)

// visible is a page on which every character is seen that it holds: what could hide
// something, or turn the direction of what follows, comes out as \u202e. Templates see to
// what would be markup.
func visible(page []byte) []byte {
	if bytes.IndexFunc(page, hidden) < 0 {
		return page
	}
	var out bytes.Buffer
	for _, r := range string(page) {
		if hidden(r) {
			out.WriteString(legible.Escape(r))
		} else {
			out.WriteRune(r)
		}
	}
	return out.Bytes()
}

func hidden(r rune) bool {
	switch {
	case r >= ' ' && r <= '~', r == '\n', r == '\t': // nearly all of a page
		return false
	case r == '\u200c', r == '\u200d': // which Persian and Indic scripts need
		return false
	case r == '\u3164', r == '\uffa0', r == '\u2800': // letters that have no shape
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
}
