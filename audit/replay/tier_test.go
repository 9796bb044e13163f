package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// tiered has two of three members seated in a council that has one seat for every two of them: the
// second time there was no room.
func tiered(t tester) *world {
	w := newWorld(t)
	for _, party := range []string{cisco, cas, forum} {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	c := bylaws()
	c.Classes[0].Rights = append(c.Classes[0].Rights, charter.SeatRight)
	c.Organs = []charter.Organ{{ID: "council", Names: en("Council"), Seats: 2, Tiers: []charter.SeatTier{{Classes: []string{c.Classes[0].ID}, Per: 2, Most: 2}}}}
	c.Rules[charter.SeatAction] = &charter.Rule{
		Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"}, LockOut: charter.LockOutAccepted,
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	for _, party := range []string{cas, forum} {
		id := w.must(as(cisco), membership.Propose{Request: "seat-" + party[:3], Alliance: zgc, Action: charter.SeatAction, Organ: "council", Subject: party}).Proposal
		w.must(as(cisco), membership.Endorse{Request: "v-" + party[:3], Proposal: id, Position: charter.For})
		w.now = w.now.Add(time.Hour)
		w.must(as(cas), membership.Decide{Proposal: id})
	}
	return w
}

// How many seats there are is counted again: that a tier was full, and of whose seats one is.
func TestSeatsOfATierAreCountedAgain(t *testing.T) {
	t.Parallel()
	require.Empty(t, tiered(t).replayed().Findings())
	for name, row := range map[string]struct{ object, old, new string }{
		"fail/a seat too many": {"decision", `"outcome":"void"`, `"outcome":"accepted"`},
		"fail/why it is void":  {"decision", `"because":"ORGAN_FULL"`, `"because":"SEAT_UNFIT"`},
		"fail/of which class":  {"seat", `"class":"`, `"class":"another-`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := tiered(t)
			forged := false
			for _, write := range writesOf(w, row.object) {
				before := string(write.Value)
				replacing(write, row.old, row.new)
				forged = forged || string(write.Value) != before
			}
			require.True(t, forged)
			require.NotEmpty(t, w.replayed().Findings())
		})
	}
}
