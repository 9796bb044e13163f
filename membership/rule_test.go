package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// Who wants nobody recused says so: an empty list is none once it is on the ledger.
func TestNobodyRecused(t *testing.T) {
	t.Parallel()
	charter := disciplined(charterOf(2, "PT1H", true))
	charter.Rules[membership.Expel].Recused = []membership.Recusal{membership.RecuseNobody}
	charter.Rules[membership.Suspend].Recused = []membership.Recusal{}
	w := ofFour(t, charter)
	require.Equal(t, 4, ask(w, membership.GetProposal{ID: w.propose(cisco, membership.Expel, acme)}).Proposal.Electorate)
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: w.propose(cisco, membership.Suspend, acme)}).Proposal.Electorate)
	charter.Rules[membership.Expel].Recused = []membership.Recusal{membership.RecuseNobody, membership.RecuseFiler}
	requireCode(t, membership.CharterInvalid, charter.ValidateFor(4))
}
