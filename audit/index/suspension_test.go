package index_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// TestSuspensionThatLifts: a member whose suspension has lifted is active in the index as it
// is by the rules, whether or not an epoch's closing has recorded it.
func TestSuspensionThatLifts(t *testing.T) {
	t.Parallel()
	w := indextest.New(1)
	c := indextest.Charter()
	c.RecordDate = "P100D"
	for _, party := range []string{first, other} {
		w.Must(party, membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": party}})
	}
	w.Must(other, membership.FoundAlliance{Request: w.Request(), Slug: "zgc", Names: form.Names{"en": "zgc"}, Founders: []string{other, first}, Charter: c})
	w.Must(first, membership.Consent{Request: w.Request(), Alliance: outer})
	lifts := w.Now.Add(48 * time.Hour).Truncate(time.Millisecond)
	decided(w, other, other, membership.Propose{Request: w.Request(), Alliance: outer, Action: charter.Suspend, Subject: first, Until: lifts})
	before := w.Now
	unrecorded := len(w.Chain)
	w.Now = lifts.Add(time.Hour)
	w.Must(other, membership.CloseEpoch{Alliance: outer, Epoch: 1})
	w.Must(other, membership.SealEpoch{Alliance: outer, Epoch: 1})
	moments := []time.Time{before, lifts.Add(-time.Millisecond), lifts, lifts.Add(time.Minute), w.Now}
	states := []charter.MembershipState{charter.Suspended, charter.Suspended, charter.Active, charter.Active, charter.Active}
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		for _, height := range []int{unrecorded, len(w.Chain)} {
			shown := *w
			shown.Chain = w.Chain[:height]
			fill(t, x, &shown, 100)
			for i, at := range moments {
				for _, q := range []index.RosterQuery{{At: at.Format(time.RFC3339Nano)}, {Now: at}} {
					if q.At == "" && height == len(w.Chain) {
						continue // the record that runs by then is the next one
					}
					q.Alliance = outer
					all, err := roster(t, x, q)
					require.NoError(t, err)
					require.Len(t, all, 2)
					require.Equal(t, []any{first, states[i]}, []any{all[1].Party, all[1].State}, "at %s", at)
					for _, state := range []charter.MembershipState{charter.Active, charter.Suspended} {
						q.State = string(state)
						some, err := roster(t, x, q)
						require.NoError(t, err)
						require.Equal(t, states[i] == state, len(some) > 0 && some[len(some)-1].Party == first, "%s at %s", state, at)
					}
				}
				if height == len(w.Chain) {
					requireRoster(t, x, w, at.Format(time.RFC3339Nano))
				}
			}
		}
		requireRoster(t, x, w, "")
		requireRoster(t, x, w, "0")
		requireRoster(t, x, w, "1")
		steps, err := x.Stats(t.Context(), index.StatsQuery{Alliance: outer, Now: lifts.Add(30 * time.Minute)})
		require.NoError(t, err)
		require.Equal(t, map[string]int{"full": 2}, steps[len(steps)-1].Active)
		list, err := x.Periods(t.Context(), index.PeriodFilter{Party: first})
		require.NoError(t, err)
		require.Len(t, list.Periods, 3)
		require.Equal(t, []any{charter.Suspended, true}, []any{list.Periods[1].State, lifts.Equal(list.Periods[1].Lifts)})
	})
}
