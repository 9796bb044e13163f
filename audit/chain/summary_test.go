package chain

import (
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

// TestSummarized has what Fabric's own rwsetutil.RangeQueryResultsHelper (v3.1.1)
// makes of reads key0000, key0001, … with versions (i, i mod 3): the level, and the
// first four bytes of each hash.
func TestSummarized(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		degree, reads int
		level         uint32
		hashes        []string
	}{
		{2, 3, 1, []string{"1f0724b9"}},
		{2, 4, 1, []string{"1f0724b9", "6183e948"}},
		{2, 9, 2, []string{"dc1e882d"}},
		{2, 10, 2, []string{"dc1e882d", "c7abac4a"}},
		{2, 27, 3, []string{"6f38d3cc"}},
		{2, 28, 3, []string{"6f38d3cc", "90367f51"}},
		{3, 50, 3, []string{"b2654bb4"}},
		{50, 51, 1, []string{"a4108ce6"}},
		{50, 2700, 2, []string{"32636bb8", "89cbea95"}},
	} {
		t.Run(fmt.Sprintf("ok/%d of degree %d", c.reads, c.degree), func(t *testing.T) {
			t.Parallel()
			summary := summarize(numbered(c.reads), c.degree)
			require.Equal(t, c.level, summary.MaxLevel)
			var hashes []string
			for _, hash := range summary.Hashes {
				hashes = append(hashes, hex.EncodeToString(hash[:4]))
			}
			require.Equal(t, c.hashes, hashes)
			require.True(t, summarized(numbered(c.reads), summary))
			require.False(t, summarized(numbered(c.reads+1), summary))
			require.False(t, summarized(numbered(c.reads-1), summary))
		})
	}
	for name, summary := range map[string]block.Summary{
		"fail/too few for a tree": {MaxDegree: 50, MaxLevel: 1},
		"fail/degree 1":           {MaxDegree: 1, MaxLevel: 1},
		"fail/degree 0":           {},
		"fail/huge degree":        {MaxDegree: 1<<32 - 1, MaxLevel: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.False(t, summarized(numbered(10), &summary))
		})
	}
}

func numbered(count int) []block.Read {
	reads := make([]block.Read, count)
	for i := range reads {
		reads[i] = block.Read{
			Key: fmt.Sprintf("key%04d", i), Version: &block.Version{Block: uint64(i), Index: uint64(i % 3)},
		}
	}
	return reads
}
