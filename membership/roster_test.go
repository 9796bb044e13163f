package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

func (w *world) rosterAt(at string) (parties []string) {
	w.t.Helper()
	for _, member := range ask(w, membership.GetRoster{Alliance: zgc, At: at}).Members {
		parties = append(parties, member.Membership.Party+" "+string(member.Period.State))
	}
	return parties
}

// acme is suspended on the first of March and leaves on the third, in the last
// millisecond of that day.
func TestRosterAtAMoment(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	opened := w.now
	suspended(acme)(w)
	turned := w.now
	w.seal()
	w.now = time.Date(2026, time.March, 3, 23, 59, 58, 999e6, time.UTC)
	left(acme)(w)
	w.seal()
	const others = 3
	active, paused, gone := "acme@industry active", "acme@industry suspended", ""
	for at, want := range map[string]string{
		"":                          gone,
		"0":                         active,
		"1":                         paused,
		"2":                         gone,
		opened.Format(time.RFC3339): active,
		turned.Add(-time.Millisecond).Format(time.RFC3339Nano): active,
		turned.Format(time.RFC3339):                            paused,
		"2026-03-01":                                           paused,
		"2026-03-02":                                           paused,
		"2026-03-03":                                           gone, // at the end of that day it had left
		"2026-03-03T23:59:59.998Z":                             paused,
		"2026-03-03T23:59:59.999Z":                             gone,
		"2026-03-04T07:59:59.998+08:00":                        paused,
		"2026-03-04T08:00:00+08:00":                            gone,
		"2999-12-31":                                           gone,
	} {
		roster := w.rosterAt(at)
		if want == gone {
			require.Len(t, roster, others, "at %s", at)
			continue
		}
		require.Len(t, roster, others+1, "at %s", at)
		require.Equal(t, want, roster[0], "at %s", at)
	}
	for _, before := range []string{"2026-02-28", opened.Add(-time.Millisecond).Format(time.RFC3339Nano)} {
		require.Empty(t, w.rosterAt(before))
	}
}

// A date is a day of UTC: what begins in its last millisecond is in, what begins
// at midnight is not.
func TestEndOfADay(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		at   time.Time
		want int
	}{
		"ok/last millisecond": {time.Date(2026, time.March, 2, 23, 59, 59, 999e6, time.UTC), 1},
		"ok/midnight":         {time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			w.now = row.at.Add(-time.Second)
			w.must(as(cisco), founding(chartertest.Basic(1, "PT1H", true), cisco))
			require.Len(t, w.rosterAt("2026-03-02"), row.want)
			require.Len(t, w.rosterAt("2026-03-03"), 1)
		})
	}
}

// An epoch is asked for by its number, however large; the open one can still
// change.
func TestRosterOfAnEpoch(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	left(acme)(w)
	for at, code := range map[string]refusal.Code{
		"1": refusal.EpochOpen, "2": refusal.UnknownRecord, "100000": refusal.UnknownRecord, "999999": refusal.UnknownRecord,
	} {
		_, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetRoster{Alliance: zgc, At: at})
		requireCode(t, code, err)
	}
	require.Len(t, w.rosterAt("0"), 4)
	w.must(as(lab), closing(1))
	require.Len(t, w.rosterAt("1"), 3, "closed is enough: nothing of it can change")
}
