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

const (
	inner, outer = "ring@association", "zgc@industry"
	first, other = "c@association", "a@industry" // of inner, and of outer
)

// decided files a proposal that its filer's own vote, or another's, decides.
func decided(w *indextest.World, filer, voter string, t membership.Transaction) {
	proposal := w.Must(filer, t).Proposal
	w.Must(voter, membership.Endorse{Request: w.Request(), Proposal: proposal, Position: charter.For})
	w.Must(voter, membership.Decide{Proposal: proposal})
}

// nested is a chain on which one alliance is a member of another.
func nested() *indextest.World {
	w := indextest.New(1)
	c := indextest.Charter()
	c.Rules[charter.MandateAction] = c.Rules[charter.Admit]
	c.Classes[0].Kinds = append(c.Classes[0].Kinds, charter.AllianceKind)
	for _, row := range [][2]string{{inner, first}, {outer, other}} {
		league, founder := row[0], row[1]
		slug, _, _ := form.SplitID("alliance", league)
		w.Must(founder, membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": founder}})
		w.Must(founder, membership.FoundAlliance{
			Request: w.Request(), Slug: slug, Names: form.Names{"en": slug}, Founders: []string{founder}, Charter: c,
		})
	}
	decided(w, first, first, membership.Propose{
		Request: w.Request(), Alliance: inner, Action: charter.MandateAction, Subject: first, Until: indextest.Epoch.AddDate(10, 0, 0),
	})
	decided(w, first, other, membership.Join{Request: w.Request(), As: inner, Alliance: outer, Class: "full"})
	return w
}

// An alliance that is dissolved is nobody's member from that moment on, whether or not
// somebody has recorded it, and was one before.
func TestDissolvedAllianceIsNoMember(t *testing.T) {
	t.Parallel()
	w := nested()
	before, known := w.Now, len(w.Chain)-1
	w.Now = w.Now.Add(time.Hour)
	decided(w, first, first, membership.Propose{Request: w.Request(), Alliance: inner, Action: charter.Dissolve})
	dissolved := w.Now
	unrecorded := len(w.Chain)
	w.Now = w.Now.Add(time.Hour)
	w.Must(other, membership.EndMembership{Alliance: outer, Party: inner})
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		for _, height := range []int{unrecorded, len(w.Chain)} {
			shown := *w
			shown.Chain = w.Chain[:height]
			fill(t, x, &shown, 100)
			for _, q := range []struct {
				at      string
				knownAt string
				members int
			}{
				{"", "", 1},
				{before.Format(time.RFC3339Nano), "", 2},
				{dissolved.Add(-time.Millisecond).Format(time.RFC3339Nano), "", 2},
				{dissolved.Format(time.RFC3339Nano), "", 1},
				{dissolved.Format(time.RFC3339Nano), itoa(known), 2},
				{"", itoa(known), 2},
			} {
				rows, err := roster(t, x, index.RosterQuery{Alliance: outer, At: q.at, KnownAt: q.knownAt, Now: w.Now})
				require.NoError(t, err)
				require.Len(t, rows, q.members, "at %q, known at %q", q.at, q.knownAt)
			}
			steps, err := x.Stats(t.Context(), index.StatsQuery{Alliance: outer, Interval: index.Year, Now: w.Now})
			require.NoError(t, err)
			require.Len(t, steps, 1)
			require.Equal(t, map[string]int{"full": 1}, steps[0].Active)
			require.Equal(t, 1, steps[0].Ended)
			status, err := x.Status(t.Context())
			require.NoError(t, err)
			require.Equal(t, 1, status.Memberships, "of outer; inner has none any more")
		}
		requireRoster(t, x, w, "")
		requireRoster(t, x, w, before.Format(time.RFC3339Nano))
		requireRoster(t, x, w, dissolved.Format(time.RFC3339Nano))
	})
}
