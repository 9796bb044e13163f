package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// A class is called as the charter called it that was in force at the moment of a
// roster: here it is called otherwise from the first moment of a day on.
func TestClassesAreCalledAsTheyWereThen(t *testing.T) {
	t.Setenv("AUDITOR_HOME", t.TempDir())
	const alliance = "zgc@industry"
	w := indextest.New(1)
	first, second := indextest.Charter(), indextest.Charter()
	first.Rules[charter.Amend] = first.Rules[charter.Resolve]
	second.Classes[0].Names = form.Names{"en": "Ordinary member"}
	founder, member := "a@industry", "b@academia"
	for _, party := range []string{founder, member} {
		w.Must(party, membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": party}})
	}
	w.Must(founder, membership.FoundAlliance{Request: w.Request(), Slug: "zgc", Names: form.Names{"en": "ZGC"}, Founders: []string{founder}, Charter: first})
	amendment := w.Must(founder, membership.Propose{Request: w.Request(), Alliance: alliance, Action: charter.Amend, Charter: &second}).Proposal
	join := w.Must(member, membership.Join{Request: w.Request(), Alliance: alliance, Class: "full"}).Proposal
	w.Must(founder, membership.Endorse{Request: w.Request(), Proposal: join, Position: charter.For})
	w.Must(founder, membership.Decide{Proposal: join})
	w.Must(founder, membership.CloseEpoch{Alliance: alliance, Epoch: 1})
	w.Must(founder, membership.Endorse{Request: w.Request(), Proposal: amendment, Position: charter.For})
	before := w.Now
	midnight := indextest.Epoch.Truncate(24*time.Hour).AddDate(0, 0, 1)
	w.Now = midnight.Add(-time.Second) // what is sent comes a second later
	w.Must(founder, membership.Decide{Proposal: amendment})
	w.Must(founder, membership.SealEpoch{Alliance: alliance, Epoch: 1})

	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	require.NoError(t, err)
	defer x.Close()
	require.NoError(t, x.Add(t.Context(), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	day := midnight.AddDate(0, 0, -1).Format(time.DateOnly)
	for name, row := range map[string]struct{ at, known, want string }{
		"now":                          {"", "", "Ordinary member"},
		"the founding":                 {"0", "", "Full member"},
		"an epoch sealed later":        {"1", "", "Full member"},
		"a time before":                {before.Format(time.RFC3339), "", "Full member"},
		"the day before":               {day, "", "Full member"},
		"the moment itself":            {midnight.Format(time.RFC3339), "", "Ordinary member"},
		"the day":                      {midnight.Format(time.DateOnly), "", "Ordinary member"},
		"now, as known the day before": {"", day, "Full member"},
		"an epoch, as known later":     {"1", midnight.Format(time.DateOnly), "Full member"},
	} {
		called, err := appIn(t, "en").callingAt(t.Context(), x, index.RosterQuery{Alliance: alliance, At: row.at, KnownAt: row.known})
		require.NoError(t, err, name)
		require.Equal(t, row.want, called.Class("full"), name)
	}
}
