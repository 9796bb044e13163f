package sidebyside_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/sidebyside"
)

func TestMeasure(t *testing.T) {
	t.Parallel()
	order := ""
	note := func(what string) func() { return func() { order += what } }
	took := sidebyside.Measure(3, note("a"), note("b"), note("c"))
	require.Equal(t, "abcbcacab", order)
	require.Len(t, took, 3)
	for _, one := range took {
		require.Len(t, one, 3)
	}
}

func TestRatio(t *testing.T) {
	t.Parallel()
	// The machine was busy in the second round, with something else in the third.
	these := []time.Duration{2 * time.Second, 20 * time.Second, 9 * time.Second}
	those := []time.Duration{time.Second, 10 * time.Second, time.Second}
	require.InDelta(t, 2, sidebyside.Ratio(these, those), 0)
	require.InDelta(t, 9, sidebyside.Median(these), 0)
	require.Equal(t, 20*time.Second, these[1], "what was measured has changed")
}
