package contract_test

import (
	"encoding/json"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Each message between chaincode and peer costs more than what it carries: what
// is known beforehand is read at once, and nothing is read twice.
func TestMessages(t *testing.T) {
	e := newEndorser(t)
	cisco, acme := e.register("industry", "cisco@industry"), e.register("association", "acme@association")
	e.submit(cisco, membership.FoundAlliance{
		Request: "found", Slug: "zgc", Names: form.Names{"en": "Zhongguancun"},
		Founders: []string{"cisco@industry"}, Charter: single(),
	})
	join := membership.Join{Request: "join", Alliance: zgc, Class: "full"}
	proposal := membership.ProposalID("acme@association", "join")
	for _, c := range []struct {
		who              identity
		transaction      membership.Transaction
		together, single int
	}{
		{acme, join, 8, 4}, // the charter, the last seal by its pointer, the epoch
		{cisco, membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For}, 5, 2}, // the membership, the charter
	} {
		argument, err := json.Marshal(e.said(c.transaction))
		require.NoError(t, err)
		s, response := e.invoke(c.who, c.transaction.Name(), string(argument))
		require.EqualValues(t, shim.OK, response.GetStatus(), response.GetMessage())
		require.Equal(t, c.together, s.together, c.transaction.Name())
		require.Equal(t, c.single, s.single, c.transaction.Name())
		require.False(t, s.gathers, "what was written has been sent")
		e.submit(c.who, c.transaction)
	}
}
