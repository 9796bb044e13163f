package membership_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
)

// poll is a vote among founders of all kinds, and how each of them votes.
type poll struct {
	charter charter.Charter
	voters  []charter.Voter
	ids     []string
	places  map[string]charter.Place
	says    []charter.Position // empty for who does not vote
	figure  int
}

// drawnPoll is by a rule with measures, groups and caps. It is decided at the close,
// since an early decision does depend on who voted by then.
func drawnPoll(t *rapid.T) poll {
	k := chartertest.Drawing{Figures: true}
	p := poll{charter: chartertest.WithRecordDate(chartertest.ThreeClasses()), voters: chartertest.DrawVoters(t, 7), places: map[string]charter.Place{}}
	p.charter.Organs[0].Founders = true
	for _, v := range p.voters {
		p.ids = append(p.ids, v.Party)
		p.places[v.Party] = charter.Place{Class: v.Class, Group: v.Group, Weights: v.Weights}
		p.says = append(p.says, rapid.SampledFrom(chartertest.Positions).Draw(t, "says"))
	}
	p.figure = rapid.IntRange(0, 7).Draw(t, chartertest.Attendance)
	rule := &charter.Rule{
		Voting: "PT1H", LockOut: charter.LockOutAccepted, Pass: k.Expression(t, 2), Veto: k.Maybe(t, "veto", 2), Fallback: k.Maybe(t, "fallback", 2),
		Affiliates: rapid.SampledFrom([]string{"", charter.AffiliatesOne}).Draw(t, "affiliates"),
		Cap:        rapid.SampledFrom([]charter.Amount{"", "1/4", "1/3", "1/2"}).Draw(t, "cap"),
	}
	p.charter.Rules = charter.Rules{charter.Resolve: rule, charter.SeatAction: chartertest.SeatRule()}
	founders := p.charter.FounderComposition(p.ids, p.places)
	if p.charter.Validate(founders) != nil { // nobody could live by it: something plainer
		rule.Veto, rule.Fallback = nil, nil
		rule.Pass = charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "cast", MoreThan: "1/2"}
	}
	if p.charter.Validate(founders) != nil {
		rule.Pass = charter.Expression{Votes: "for", Of: "electorate", AtLeast: "1/2"}
	}
	require.NoError(t, p.charter.Validate(founders))
	return p
}

// open founds the alliance anew and opens the vote.
func (p poll) open(t *rapid.T) (w *world, alliance, proposal string) {
	w = newWorld(t)
	for _, id := range p.ids {
		w.must(as(id), registration(id, charter.Enterprise))
	}
	transaction := founding(p.charter, p.ids...)
	transaction.Places = p.places
	alliance = w.must(as(p.ids[0]), transaction).Alliance
	for _, id := range p.ids[1:] {
		w.must(as(id), membership.Consent{Request: "consent", Alliance: alliance, Charter: digestOf(t, p.charter)})
	}
	w.must(as(p.ids[0]), membership.RecordFigure{Request: "figure", Alliance: alliance, Figure: chartertest.Attendance, Value: p.figure})
	resolve := resolving
	resolve.Alliance = alliance
	return w, alliance, w.must(as(p.ids[0]), resolve).Proposal
}

// cast sends the votes in some order and in blocks of some sizes, and what meets
// another transaction in its block again, as clients do. Some votes are sent twice
// at once, some with a change of the voter's membership before them.
func (p poll) cast(t *rapid.T) (membership.Dossier, int) {
	w, alliance, proposal := p.open(t)
	var waiting []int
	for i, says := range p.says {
		if says != "" {
			waiting = append(waiting, i)
		}
	}
	waiting = rapid.Permutation(waiting).Draw(t, "order")
	twice, changes := rapid.IntRange(-2, len(p.ids)).Draw(t, "sent twice"), rapid.IntRange(-2, len(p.ids)).Draw(t, "changes")
	conflicts := 0
	for len(waiting) > 0 {
		size := rapid.IntRange(1, len(waiting)).Draw(t, "block")
		var block []simulation
		for _, i := range waiting[:size] {
			voter, vote := as(p.ids[i]), endorsing(proposal, p.says[i])
			if i == changes && p.voters[i].Group == "" {
				changes = -1
				block = append(block, w.simulate(voter, membership.DeclareAffiliate{Request: "declare", Alliance: alliance, Group: p.ids[i]}))
			}
			block = append(block, w.simulate(voter, vote))
			if i == twice {
				twice = -1
				block = append(block, w.simulate(voter, vote))
			}
		}
		codes, voted := w.commit(block...), map[string]bool{}
		for i, s := range block {
			if codes[i] == memledger.Valid {
				voted[s.event.Party] = voted[s.event.Party] || s.event.Type == membership.EndorsementGiven
				continue
			}
			require.Contains(t, []memledger.Code{memledger.MVCCConflict, memledger.PhantomConflict}, codes[i])
			conflicts++
		}
		waiting = slices.DeleteFunc(waiting, func(i int) bool { return voted[p.ids[i]] })
	}
	w.wait(time.Hour)
	w.must(as(p.ids[0]), membership.Decide{Proposal: proposal})
	return ask(w, membership.GetProposal{ID: proposal}), conflicts
}

// Neither the order of votes, nor the blocks that they come in, nor what conflicts
// there were on the way, is anything to the outcome or to any figure.
func TestBlocksOfVotes(t *testing.T) {
	t.Parallel()
	conflicts := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawnPoll(t)
		first, met := p.cast(t)
		conflicts += met
		second, met := p.cast(t)
		conflicts += met
		require.NotNil(t, first.Decision)
		require.Equal(t, first.Decision.Outcome, second.Decision.Outcome)
		require.Equal(t, first.Decision.Tally, second.Decision.Tally)
		require.Equal(t, first.Decision.Explanation, second.Decision.Explanation)
		require.Equal(t, first.Tally, first.Decision.Tally)
		require.Len(t, first.Endorsements, len(second.Endorsements))
	})
	require.Positive(t, conflicts, "nothing was ever sent again")
}
