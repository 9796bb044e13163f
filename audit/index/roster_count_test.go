package index_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership/refusal"
)

// The counts are those of the roster, at any moment.
func TestRosterCounts(t *testing.T) {
	t.Parallel()
	w := indextest.New(18).Live(200)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 100)
		classes := map[string]bool{}
		for number := 3; number < len(w.Chain); number += 9 {
			for league := range indextest.Leagues {
				q := index.RosterQuery{Alliance: league, At: latestOf(w, number).Format(time.RFC3339Nano)}
				roster, err := x.Roster(t.Context(), q)
				require.NoError(t, err)
				want := map[string]int{}
				for _, m := range roster.Members {
					want[m.Class]++
					classes[m.Class] = true
				}
				got, err := x.RosterCounts(t.Context(), q)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		}
		require.Greater(t, len(classes), 1)
		_, err := x.RosterCounts(t.Context(), index.RosterQuery{Alliance: "nobody@industry"})
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.UnknownRecord})
	})
}

// Counts are read from an index that has all they need, and not from the periods: of a million
// that is the difference between a page and a wait.
func TestCountsByAnIndex(t *testing.T) {
	t.Parallel()
	x := open(t, t.TempDir()+"/index")
	w := indextest.New(18).Live(50)
	fill(t, x, w, 100)
	at := latestOf(w, 40).Format(time.RFC3339Nano)
	for name, q := range map[string]index.RosterQuery{
		"now": {}, "a time": {At: at}, "an epoch": {At: "0"}, "a class": {Class: "full"}, "a state, then": {At: at, State: "active"},
	} {
		q.Alliance = "zgc@industry"
		plan, err := x.CountPlan(t.Context(), q)
		require.NoError(t, err)
		require.Contains(t, fmt.Sprint(plan), "SEARCH p USING COVERING INDEX period_count", name)
		require.NotContains(t, fmt.Sprint(plan), "TEMP B-TREE", name)
	}
}

// An index of the program before is opened with the index to count by; its content and its
// answers stay what they were.
func TestIndexBeforeCounting(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		w := indextest.New(18).Live(60)
		fill(t, x, w, 50)
		for _, statement := range index.WithoutCounting() {
			require.NoError(t, x.Change(t.Context(), statement))
		}
		q := index.RosterQuery{Alliance: "zgc@industry", At: latestOf(w, 20).Format(time.RFC3339Nano)}
		before, err := x.RosterCounts(t.Context(), q)
		require.NoError(t, err)
		require.NotEmpty(t, before)
		content, err := x.Hash(t.Context())
		require.NoError(t, err)
		require.NoError(t, x.Close())
		again := open(t, where)
		after, err := again.RosterCounts(t.Context(), q)
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.NoError(t, again.Change(t.Context(), "DROP INDEX period_count"), "it was made")
		same, err := again.Hash(t.Context())
		require.NoError(t, err)
		require.Equal(t, content, same)
	})
}
