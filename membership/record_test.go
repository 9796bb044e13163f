package membership_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// The kinds of records are those of key.go, no more and no less.
func TestObjects(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("key.go")
	require.NoError(t, err)
	var kinds []string
	for _, found := range regexp.MustCompile(`Key\{"([a-z]+)"`).FindAllSubmatch(source, -1) {
		kinds = append(kinds, string(found[1]))
	}
	slices.Sort(kinds)
	require.Equal(t, slices.Compact(kinds), membership.Objects())
}

// All records of all kinds, page by page, are the whole state, byte for byte.
func TestRecordsAreTheState(t *testing.T) {
	t.Parallel()
	w := filledLedger(t)
	state := map[string]string{}
	for _, object := range membership.Objects() {
		for bookmark := ""; ; {
			page := ask(w, membership.ListRecords{Object: object, Size: 3, Bookmark: bookmark})
			require.Equal(t, object, page.Object)
			require.LessOrEqual(t, len(page.Records), 3)
			for _, record := range page.Records {
				state[membership.Key{Object: object, Parts: record.Key}.String()] = record.Value
			}
			if bookmark = page.Next; bookmark == "" {
				break
			}
		}
	}
	require.Equal(t, w.ledger.State(), state)
}
