package legible_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/legible"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                           "",
		"思科 Cisco é 👩‍🔬":             "思科 Cisco é 👩‍🔬",
		"refused\nall holds":         `refused\u000aall holds`,
		"a\tb\r\nc":                  `a\u0009b\u000d\u000ac`,
		"\x1b[2J\x1b]0;title\x07":    `\u001b[2J\u001b]0;title\u0007`,
		"\u009b31m turned \u202ex":   `\u009b31m turned \u202ex`,
		"isolated \u2066x\u2069":     `isolated \u2066x\u2069`,
		"a line\u2028and\u2029more":  `a line\u2028and\u2029more`,
		"not UTF-8: \xff\xc3(\x85":   "not UTF-8: \ufffd\ufffd(\ufffd",
		"\u200fa mark is as it is":   "\u200fa mark is as it is",
		`\u001b is what was written`: `\u001b is what was written`,
	} {
		require.Equal(t, want, legible.Line(text), "%q", text)
		require.Equal(t, want, legible.Line(want), "once is enough")
	}
}

// No character whatever of a value ends a line or moves anything.
func TestLineOfEveryCharacter(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		said := legible.Line(string(r))
		if strings.ContainsFunc(said, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) }) {
			t.Fatalf("%U: %q", r, said)
		}
	}
}
