package index_test

import (
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
