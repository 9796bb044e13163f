package client_test

import (
	"strings"
	"testing"
	"time"

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

// Whose certificate ends within a month is told so; another party's inbox says nothing of it.
func TestInboxSaysWhenTheCertificateEnds(t *testing.T) {
	chain := memledger.New()
	founded(chain)
	ledger := memory.Open(chain, membership.Caller{MSP: "industry", Key: strings.Repeat("1", 64), Party: "ibm@industry"})
	for days, told := range map[int]int{-1: 1, 1: 1, 29: 1, 31: 0, 400: 0} {
		ends := time.Now().AddDate(0, 0, days)
		tasks := must(client.New(ledger, client.WithCertificate("ibm@industry", ends)).Inbox(t.Context(), "ibm@industry"))
		require.Len(t, tasks, told, days)
		if told > 0 {
			require.Equal(t, client.Task{Party: "ibm@industry", Wanted: client.WantedCertificate, Until: ends}, tasks[0])
		}
		require.Empty(t, must(client.New(ledger, client.WithCertificate("intel@association", ends)).Inbox(t.Context(), "ibm@industry")))
	}
}
