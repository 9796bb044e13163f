package index_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
)

// FuzzTerms: whatever a text is, both databases take its terms, and each is there once.
func FuzzTerms(f *testing.F) {
	for _, text := range []string{"", "Ab ab", "IBM中国", "Ａ１", "a\x00b\xff", "ﬃ́", "한국어 かな"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		for _, term := range index.Terms(text) {
			require.True(t, utf8.ValidString(term))
			require.NotContains(t, term, "\x00")
			require.LessOrEqual(t, len(term), 400)
			require.NotEmpty(t, term)
			require.False(t, seen[term])
			seen[term] = true
		}
	})
}

// FuzzBookmark: a bookmark is one of this question's, or refused with its code.
func FuzzBookmark(f *testing.F) {
	for _, text := range []string{"", "x", "aGlzdG9yeSA3", "aGlzdG9yeSA", "c2VhcmNoIDc"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := index.ReadBookmark(text, "history"); err != nil {
			require.ErrorIs(t, err, &index.Error{Code: index.BadBookmark})
		}
	})
}
