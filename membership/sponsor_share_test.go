package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// requisitioned has resolutions put to the vote that more than half of the members sponsor.
var requisitioned = chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) {
	r.Sponsors = &charter.Expression{Votes: charter.CountSponsors, MoreThan: "1/2", Of: charter.CountElectorate}
	r.Expiry = "P30D"
})

// A share of sponsors is taken, unrounded, of the members of the last seal at the moment at which the
// proposal is put to the vote.
func TestShareOfSponsors(t *testing.T) {
	t.Parallel()
	w := ofFour(t, requisitioned)
	id := w.must(as(cisco), resolving).Proposal
	for _, party := range []string{cisco, cas} {
		w.must(as(party), endorsing(id, charter.Sponsor))
	}
	denied := w.refused(refusal.SponsorsMissing, as(lab), membership.PutToVote{Proposal: id})
	require.Equal(t, "3 2", denied.Params["needed"]+" "+denied.Params["actual"])
	figure := ask(w, membership.GetProposal{ID: id}).Sponsors.Figure
	require.Equal(t, []int{4, 3, 2}, []int{figure.Base, figure.Needed, figure.Actual})
	require.True(t, ask(w, membership.GetProposal{ID: id}).VoteFrom.IsZero())

	w.must(as(acme), membership.Leave{Request: "leave", Alliance: zgc})
	w.refused(refusal.SponsorsMissing, as(lab), membership.PutToVote{Proposal: id}) // not sealed yet
	w.seal()
	require.False(t, ask(w, membership.GetProposal{ID: id}).VoteFrom.IsZero())
	require.Equal(t, string(membership.Voting), w.must(as(lab), membership.PutToVote{Proposal: id}).Status)
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: id}).Proposal.Electorate)
}
