package index_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
)

// boundaries are the moments, from the last one of a life on, around all at which
// the clock changes something.
func boundaries(t *testing.T, w *indextest.World) []time.Time {
	t.Helper()
	moments := map[time.Time]bool{w.Now: true}
	for _, league := range []string{"zgc@industry", "ring@association"} {
		roster, err := membership.Ask(w.Ledger.Begin("question"), w.Now, membership.GetRoster{Alliance: league, Size: 1000})
		require.NoError(t, err)
		for _, m := range roster.Members {
			for _, at := range []time.Time{m.Period.Expires, m.Period.Over} {
				if !at.IsZero() {
					moments[at.Add(-time.Millisecond)], moments[at], moments[at.Add(time.Millisecond)] = true, true, true
				}
			}
		}
	}
	return slices.SortedFunc(maps.Keys(moments), time.Time.Compare)
}

// The roster of now, that of this very moment, the figures of now and what the
// rules answer are the same, just before, at and after whatever the clock changes.
func TestNowIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{0, 5, 8, 18, 21} {
		on(t, func(t *testing.T, where string) {
			w := indextest.New(seed).Live(60)
			last := w.Now
			x := open(t, where)
			fill(t, x, w, 50)
			sizes := map[string]bool{}
			for _, now := range boundaries(t, w) {
				if now.Before(last) {
					continue
				}
				w.Now = now
				requireRoster(t, x, w, "")
				requireRoster(t, x, w, now.Format(time.RFC3339Nano))
				sizes[requireStats(t, x, now)] = true
			}
			require.Greater(t, len(sizes), 1, "the clock changed nothing in this life")
		})
	}
}

// requireStats compares the figures of the step that runs with the roster.
func requireStats(t *testing.T, x *index.Index, now time.Time) (sizes string) {
	t.Helper()
	for _, league := range []string{"zgc@industry", "ring@association"} {
		members, err := roster(t, x, index.RosterQuery{Alliance: league, Now: now})
		require.NoError(t, err)
		want := map[string]int{}
		for _, m := range members {
			want[string(m.State)+" "+m.Class]++
		}
		steps, err := x.Stats(t.Context(), index.StatsQuery{
			Alliance: league, Interval: index.Month, From: now.AddDate(0, -1, 0), Until: now.AddDate(0, 3, 0), Now: now,
		})
		require.NoError(t, err)
		require.NotEmpty(t, steps)
		step, got := steps[len(steps)-1], map[string]int{}
		require.False(t, step.From.After(now), "no step begins after now")
		for class, n := range step.Active {
			got["active "+class] += n
		}
		for class, n := range step.Suspended {
			got["suspended "+class] += n
		}
		require.Equal(t, want, got, "%s at %s", league, now)
		sizes += fmt.Sprint(want)
	}
	return sizes
}
