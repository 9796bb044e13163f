package chain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
)

// A time that others contradict, or the reader's clock, decides nothing, wherever it
// stands.
func TestTold(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	const far = 9_000_000_000 // 285 years
	for name, row := range map[string]struct {
		at          []int64
		clock, want int64 // -1: none
	}{
		"none":                           {nil, 100, -1},
		"in order":                       {[]int64{0, 10, 20}, 100, 20},
		"out of order by seconds":        {[]int64{0, 10, 30, 20}, 100, 30},
		"far ahead in the middle":        {[]int64{0, far, 10, 20}, 100, 20},
		"far ahead, one follows":         {[]int64{0, 10, far, 20}, -1, 20},
		"far ahead at the end":           {[]int64{0, 10, 20, far}, 100, 20},
		"several at the end":             {[]int64{0, 10, 20, far, far + 1, far + 2, far + 3}, 100, 20},
		"ahead as peers allow":           {[]int64{0, 10, 220}, 100, 220},
		"far behind at the end":          {[]int64{0, 10, 20, -far}, 100, 20},
		"all of them ahead of the clock": {[]int64{1000, 2000}, 100, -1},
		"long after, and no clock":       {[]int64{0, 10, far}, -1, far},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var times []time.Time
			for _, s := range row.at {
				times = append(times, begin.Add(time.Duration(s)*time.Second))
			}
			var clock, want time.Time
			if row.clock >= 0 {
				clock = begin.Add(time.Duration(row.clock) * time.Second)
			}
			if row.want >= 0 {
				want = begin.Add(time.Duration(row.want) * time.Second)
			}
			require.Equal(t, want, chain.KnownUntil(times, clock))
		})
	}
}
