package report

import (
	"io"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// sanitizer writes to out, with a visible sign (U+FFFD) in the place of each
// character that has no shape of its own, or none that all agree on: it could hide something, or turn the
// direction of what follows. The registry's rules take none of them; a forged
// record may hold some. It must be closed.
func sanitizer(out io.Writer) io.WriteCloser {
	return transform.NewWriter(out, runes.Map(visible))
}

func visible(r rune) rune {
	switch {
	case r >= ' ' && r <= '~': // nearly all of a page
		return r
	case r == '\n', r == '\t':
		return r
	case r == '\u200c', r == '\u200d': // which Persian and Indic scripts need
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point):
		return unicode.ReplacementChar
	}
	return r
}
