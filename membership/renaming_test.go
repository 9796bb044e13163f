package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// renamed has cas take a name, since a time.
func renamed(w *world, request, name string, since time.Time) membership.CorrectParty {
	content, err := ask(w, membership.GetParty{ID: cas}).Content()
	require.NoError(w.t, err)
	return membership.CorrectParty{Request: request, Names: chartertest.En(name), Reason: "renamed", Named: since, Content: content}
}

// nameAt is what the roster calls cas on a day.
func (w *world) nameAt(at time.Time) string {
	w.t.Helper()
	for _, m := range ask(w, membership.GetRoster{Alliance: zgc, At: at.Format(time.RFC3339)}).Members {
		if m.Membership.Party == cas {
			return m.Names["en"]
		}
	}
	return ""
}

// A past roster shows the name of its day, also where the ledger learned of it later.
func TestNamesOfTheirDay(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	first := w.nameAt(w.now)
	start := w.now
	w.wait(30 * day)
	w.must(as(cas), renamed(w, "one", "Second", start.Add(10*day)))
	w.refused(refusal.BadTime, as(cas), renamed(w, "before", "Third", start.Add(9*day)))
	w.refused(refusal.BadTime, as(cas), renamed(w, "to-come", "Third", w.now.Add(day)))
	w.wait(day)
	w.must(as(cas), renamed(w, "two", "Third", start.Add(20*day)))
	w.must(as(cas), renamed(w, "three", "Fourth", time.Time{}))
	for at, name := range map[time.Duration]string{0: first, 9 * day: first, 10 * day: "Second", 19 * day: "Second", 20 * day: "Third", 30 * day: "Third"} {
		require.Equal(t, name, w.nameAt(start.Add(at)), at)
	}
	require.Equal(t, "Fourth", w.nameAt(w.now))
	w.engine = charter.EngineFive
	w.refused(refusal.UnknownField, as(cas), renamed(w, "four", "Fifth", w.now))
}
