package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// reasoned has votes against a resolution say why.
var reasoned = chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) {
	r.Reasons = []charter.Position{charter.Against}
	r.Pass = charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountCast}
	r.Early = false
})

// A vote of which a reason is demanded is refused without one. Were it recorded all the same, it would
// not be counted, and whoever decides again finds the count.
func TestReasonsAreDemanded(t *testing.T) {
	t.Parallel()
	w := ofFour(t, reasoned)
	id := w.must(as(cisco), resolving).Proposal
	against := endorsing(id, charter.Against)
	denied := w.refused(refusal.ReasonMissing, as(cas), against)
	require.Equal(t, "against", denied.Params["position"])
	against.Reason = "it costs too much"
	w.must(as(cas), against)
	w.must(as(cisco), endorsing(id, charter.For))
	w.must(as(forum), endorsing(id, charter.For))
	decision, grounds := w.groundsOf(atClose(w, id))
	require.Equal(t, 3, decision.Explanation.Figure.Base)
	again, err := membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, decision, again)
	for i := range grounds.Endorsements {
		grounds.Endorsements[i].Reason = ""
	}
	again, err = membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, 2, again.Explanation.Figure.Base)
}

// atClose is a proposal, decided at its close.
func atClose(w *world, id string) string {
	w.now = ask(w, membership.GetProposal{ID: id}).Proposal.Closes
	w.must(as(lab), membership.Decide{Proposal: id})
	return id
}

func proposesResolution(w *world) { w.must(as(cisco), resolving) }
