package conformance

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// The crowd: so many endorse one proposal at the same moment, and so many
// clients then send the decision.
const (
	endorsers = 20
	deciders  = 5
)

// crowd has twenty parties over three hosts endorse one proposal at once: each
// writes a key of its own, so each is committed at the first attempt. Then five
// send the decision at once: there is one.
func (s suite) crowd(t *testing.T) {
	members := make([]member, endorsers)
	for i := range members {
		members[i] = s.registerParty(t, fmt.Sprintf("crowd-%02d", i), i)
	}
	alliance := s.foundOpen(t, "crowd", bylaws(endorsers, true), members...)
	applicant := s.registerParty(t, "newcomer", 0)
	filed := s.submit(t, applicant, membership.Join{Request: client.NewRequest(), Alliance: alliance, Class: "member"})

	endorsed := concurrently(members, func(m member) (client.Receipt, error) {
		return m.Submit(testContext(t), endorsement(filed.Event.Proposal))
	})
	attempts := 0
	for _, result := range endorsed {
		require.NoError(t, result.err)
		s.awaitEverywhere(t, result.receipt)
		attempts += result.receipt.Attempts
	}
	require.Equal(t, endorsers, attempts, "endorsements were sent again: they met a conflict")

	decided := concurrently(members[:deciders], func(m member) (client.Receipt, error) {
		return m.Submit(testContext(t), membership.Decide{Proposal: filed.Event.Proposal})
	})
	first := decided[0].receipt.Event
	for _, result := range decided {
		require.NoError(t, result.err)
		require.Equal(t, first, result.receipt.Event)
		s.awaitEverywhere(t, result.receipt)
	}
	require.Equal(t, string(membership.Accepted), first.Status)
	dossier, err := client.Ask(testContext(t), applicant.Client, membership.GetProposal{ID: filed.Event.Proposal})
	require.NoError(t, err)
	require.Equal(t, charter.Tally{For: endorsers, Hosts: 3, Electorate: endorsers}, dossier.Tally)
	require.Equal(t, first.Tx, dossier.Decision.Stamp.Tx)
}

type result struct {
	receipt client.Receipt
	err     error
}

// concurrently has all members do something at the same moment.
func concurrently(members []member, do func(member) (client.Receipt, error)) []result {
	results := make([]result, len(members))
	var group sync.WaitGroup
	for i, m := range members {
		group.Go(func() { results[i].receipt, results[i].err = do(m) })
	}
	group.Wait()
	return results
}
