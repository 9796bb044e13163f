package block_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

// BenchmarkParse reads one block after another: a call of the registry with two
// transaction endorsements, and a configuration.
func BenchmarkParse(b *testing.B) {
	blocks := realBlocks(b, "raft")
	for name, raw := range map[string][]byte{"call": blocks[4], "configuration": blocks[0]} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				_, err := block.Parse(raw)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "blocks/s")
		})
	}
}
