package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// Who wants nobody recused says so: an empty list is none once it is on the ledger.
func TestNobodyRecused(t *testing.T) {
	t.Parallel()
	c := chartertest.Disciplined(chartertest.Basic(2, "PT1H", true))
	c.Rules[charter.Expel].Recused = []charter.Recusal{charter.RecuseNobody}
	c.Rules[charter.Suspend].Recused = []charter.Recusal{}
	w := ofFour(t, c)
	require.Equal(t, 4, ask(w, membership.GetProposal{ID: w.propose(cisco, charter.Expel, acme)}).Proposal.Electorate)
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: w.propose(cisco, charter.Suspend, acme)}).Proposal.Electorate)
	c.Rules[charter.Expel].Recused = []charter.Recusal{charter.RecuseNobody, charter.RecuseFiler}
	requireCode(t, refusal.CharterInvalid, chartertest.ValidateFor(c, 4))
}
