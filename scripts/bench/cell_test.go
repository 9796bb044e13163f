package main

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// played is a round of so many calls of 100 ms within a time.
func played(calls, failed int, took time.Duration) round {
	r := round{failed: failed, elapsed: took, count: count{attempts: calls + failed + 1, faults: map[string]int{"MVCC_READ_CONFLICT": 1}}}
	for range calls {
		r.times = append(r.times, 100*time.Millisecond)
	}
	if failed > 0 {
		r.first = errors.New("order: unavailable")
	}
	r.cpu = usage{"peer": time.Duration(calls) * 4 * time.Millisecond}
	return r
}

func TestCell(t *testing.T) {
	noop := []round{played(20, 0, time.Second), played(40, 0, time.Second), played(10, 0, time.Second)}
	mine := []round{played(10, 0, time.Second), played(10, 2, time.Second), played(9, 0, time.Second)}
	c := newCell(joinTx, 32, mine, noop)
	require.Equal(t, spread{Median: 10, Min: 9, Max: 10}, c.PerSecond)
	require.Equal(t, 31, c.Calls)
	require.Equal(t, 2, c.Failed)
	require.InDelta(t, 100*2.0/31, c.Percent, 1e-9)
	require.InDelta(t, 34.0/31, c.Attempts, 1e-9)
	require.Equal(t, 3, c.Faults["MVCC_READ_CONFLICT"])
	require.InDelta(t, 4, c.CPU["peer"], 1e-9)
	require.InDelta(t, 100, c.P50, 1e-9)
	require.InDelta(t, 0.5, c.Ratio.Median, 1e-9, "round by round, not of the medians")
	require.InDelta(t, 0.25, c.Ratio.Min, 1e-9)
	require.Equal(t, "order: unavailable", c.First)
	require.Nil(t, newCell(noopTx, 32, noop, nil).Ratio)

	none := newCell(joinTx, 1, []round{{}}, []round{{}})
	require.Zero(t, none.PerSecond.Median)
	require.Zero(t, none.Ratio.Median)
}

func TestCount(t *testing.T) {
	earlier := count{3, map[string]int{"a": 1, "b": 2}}
	now := count{10, map[string]int{"a": 4, "b": 2, "c": 1}}
	require.Equal(t, count{7, map[string]int{"a": 3, "c": 1}}, now.since(earlier))
}
