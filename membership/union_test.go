package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// eitherOrgan has resolutions adopted by all who sit in one of two organs.
var eitherOrgan = chartertest.WholeWith(func(c *charter.Charter) {
	c.Organs[0].Founders = false
	rule, either := c.Rules[charter.Resolve], &charter.Who{Organs: []string{chartertest.Board, chartertest.Council}}
	rule.Proposers, rule.Electorate = either, either
	rule.Pass = charter.Expression{Votes: charter.CountFor, Who: either, AtLeast: "1", Of: charter.CountElectorate}
})

// Who sits in one of several organs votes, once, whichever it is.
func TestElectorateOfTwoOrgans(t *testing.T) {
	t.Parallel()
	w := ofFour(t, eitherOrgan)
	w.refused(refusal.NotNamed, as(cisco), resolving)
	accepts(seating("board", chartertest.Board, cisco))(w)
	accepts(seating("council", chartertest.Council, cas))(w)
	accepts(seating("both", chartertest.Council, cisco))(w)
	w.refused(refusal.NotNamed, as(forum), resolving)
	id := w.must(as(cisco), resolving).Proposal
	p := ask(w, membership.GetProposal{ID: id}).Proposal
	require.Equal(t, 2, p.Electorate)
	require.Len(t, p.Voters, 2)
	w.refused(refusal.OutsideElectorate, as(forum), endorsing(id, charter.For))
	w.must(as(cisco), endorsing(id, charter.For))
	w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: id})
	w.must(as(cas), endorsing(id, charter.For))
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: id}).Status)
	decision, grounds := w.groundsOf(id)
	require.Equal(t, 2, decision.Explanation.Figure.Base)
	again, err := membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, decision, again)
}
