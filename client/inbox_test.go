package client_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// Who is to lose its keys to somebody else has nothing more urgent to do than to veto it,
// from the moment that it is asked for: only once it is confirmed has it a time.
func TestInboxBeginsWithTheVeto(t *testing.T) {
	chain := memledger.New()
	ibm := founded(chain)
	intel := connect(chain, "intel@association", "2")
	must(intel.Submit(t.Context(), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": "Intel"}}))
	must(intel.Submit(t.Context(), membership.Join{Request: "j", Alliance: league, Class: "member"}))
	operator := client.New(memory.Open(chain, membership.Caller{
		MSP: "industry", Key: strings.Repeat("9", 64), Party: "operator@industry", Operator: true,
	}))
	must(operator.Submit(t.Context(), membership.AskRecovery{Request: "k", Party: "ibm@industry", Key: strings.Repeat("8", 64)}))

	tasks := must(ibm.Inbox(t.Context(), "ibm@industry"))
	require.Len(t, tasks, 2)
	require.Equal(t, client.WantedVeto, tasks[0].Wanted)
	require.Zero(t, tasks[0].Until, "it is not confirmed")
	require.Equal(t, client.WantedVote, tasks[1].Wanted)
	require.NotZero(t, tasks[1].Until)
}
