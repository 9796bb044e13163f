package index_test

import (
	"encoding/asn1"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
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

// FuzzCaller: whatever stands where a certificate should, somebody is named by it.
func FuzzCaller(f *testing.F) {
	oid, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1})
	require.NoError(f, err)
	w := indextest.New(1).Live(2)
	f.Add("industry", []byte{})
	f.Add("industry\x00", oid)
	f.Add("industry", w.Chain[1].Block.Transactions[0].Creator.Signer.Certificate)
	f.Fuzz(func(t *testing.T, host string, certificate []byte) {
		who := index.CallerOf(block.Identity{MSP: host, Certificate: certificate})
		require.Equal(t, host, who.Host)
		require.Contains(t, []int{0, 64}, len(who.Key))
	})
}
