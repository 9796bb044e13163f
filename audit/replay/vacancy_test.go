package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
)

// vacated has cisco elected to a council of one seat, forum after it and cas third; cisco gives the seat
// back, and it goes to who comes next.
func vacated(t tester) *world {
	w := newWorld(t)
	for _, party := range []string{cisco, cas, forum} {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	c := bylaws()
	c.Classes[0].Rights = append(c.Classes[0].Rights, charter.SeatRight)
	c.Organs = []charter.Organ{{ID: "council", Names: en("Council"), Seats: 1, Duration: "P30D", Terms: &charter.TermLimit{InAll: 2}}}
	c.Rules[charter.Elect] = &charter.Rule{
		Discussion: "PT1H", Expiry: "P1D", Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "2"},
		LockOut: charter.LockOutAccepted, Election: &charter.Election{Method: election.Approval, Retires: "1/3", Alternates: 2, ByElections: true},
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: c})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	id := w.must(as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Elect, Organ: "council", Seats: 1}).Proposal
	for _, candidate := range []string{cisco, cas, forum} {
		w.must(as(candidate), membership.Nominate{Request: "n", Proposal: id})
	}
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.PutToVote{Proposal: id})
	for voter, names := range map[string][]string{cisco: {cisco, forum, cas}, cas: {cisco}, forum: {cisco, forum}} {
		w.must(as(voter), membership.Endorse{Request: "e", Proposal: id, Position: charter.For, Ranking: names})
	}
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.Decide{Proposal: id})
	w.must(as(cisco), membership.VacateSeat{Request: "v", Alliance: zgc, Organ: "council"})
	w.now = w.now.Add(time.Hour)
	w.must(as(cas), membership.FillSeat{Alliance: zgc, Organ: "council", Party: cisco})
	return w
}

// Who takes a seat that fell vacant is worked out again: another alternate, another end and another order of
// alternates are found.
func TestASeatThatIsFilledIsFilledAgain(t *testing.T) {
	t.Parallel()
	require.Empty(t, vacated(t).replayed().Findings())
	for name, row := range map[string]struct{ object, old, new string }{
		"fail/who has the seat":    {"seat", `"succeeded":{"party":"forum@association"`, `"succeeded":{"party":"cas@academia"`},
		"fail/who sits":            {"seat", `"party":"forum@association","from"`, `"party":"cas@academia","from"`},
		"fail/whose seat it was":   {"seat", `"succeeds":"cisco@industry"`, `"succeeds":"cas@academia"`},
		"fail/who comes next":      {"proposal", `"alternates":["forum@association","cas@academia"]`, `"alternates":["cas@academia","forum@association"]`},
		"fail/who is counted next": {"decision", `"alternates":["forum@association","cas@academia"]`, `"alternates":["cas@academia","forum@association"]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := vacated(t)
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
