package replay

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/chain"
)

// Keys come in order, in whatever order they were written and read in between.
func TestKeysInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, all := newRecords(), map[string]bool{}
		for i, word := range rapid.SliceOf(rapid.StringMatching(`[a-d]{0,3}`)).Draw(t, "words") {
			key := "thing\x00" + word + "\x00"
			s.write(key, version{value: []byte("v"), place: chain.Place{Block: uint64(i)}})
			all[key] = true
			if rapid.Bool().Draw(t, "read") {
				require.Equal(t, slices.Sorted(maps.Keys(all)), s.keys("thing"))
			}
		}
		require.Equal(t, len(all), len(s.keys("thing")))
	})
}
