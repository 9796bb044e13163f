//go:build live

package sdk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// heldBack are votes on the expulsion of a member that close in ten seconds, in
// each of which one member has voted for; two votes of another one the peers
// have endorsed while the vote was open, and nobody has sent.
type heldBack struct {
	one, two actor
	closes   time.Time
	// A decision will be made on prompt; slow and backdated will be left.
	prompt, slow, backdated string
	onPrompt, onSlow        *sdk.Proposed
}

func holdBack(t *testing.T, alliance string, one, two, subject actor) heldBack {
	t.Helper()
	expelling := func() string {
		proposal := one.does(t, membership.Propose{Request: newRequest(), Alliance: alliance, Action: charter.Expel, Subject: subject.id}).Proposal
		one.does(t, voting(proposal, charter.For))
		return proposal
	}
	h := heldBack{one: one, two: two, prompt: expelling()}
	h.onPrompt = two.proposes(t, time.Now(), voting(h.prompt, charter.For))
	h.slow = expelling()
	h.onSlow = two.proposes(t, time.Now(), voting(h.slow, charter.Against))
	h.backdated = expelling()
	h.closes = h.dossier(t, h.backdated).Proposal.Closes // the last to close
	return h
}

func (h heldBack) dossier(t *testing.T, proposal string) membership.Dossier {
	t.Helper()
	dossier, err := client.Ask(t.Context(), h.one.Client, membership.GetProposal{ID: proposal})
	require.NoError(t, err)
	return dossier
}

// release sends the votes after the close. A decision that was made meanwhile
// makes a vote invalid. As long as there is none it counts, since nothing but its
// own time tells when it was made; what was ordered before it shows that it came
// late. A vote that is made after the close and dated before it is the same.
func (h heldBack) release(t *testing.T) {
	time.Sleep(time.Until(h.closes)) // there is nothing to wait for but the clock
	unchanged(t, h.one.ledger, func() { h.two.refused(t, refusal.VotingClosed, voting(h.slow, charter.For)) })
	witness, err := h.one.Submit(t.Context(), membership.Decide{Proposal: h.prompt})
	require.NoError(t, err)
	require.Equal(t, string(membership.Rejected), witness.Event.Status)
	require.False(t, witness.Event.Time.Before(h.closes))

	t.Run("fail/decided meanwhile", func(t *testing.T) {
		before := answerOf(t, h.one.ledger, membership.GetProposal{ID: h.prompt})
		require.Equal(t, "MVCC_READ_CONFLICT", h.two.sends(t, h.onPrompt, enveloped(t, h.onPrompt)).Code)
		require.Equal(t, before, answerOf(t, h.one.ledger, membership.GetProposal{ID: h.prompt}))
	})
	t.Run("ok/not decided yet: it counts, and is seen to be late", func(t *testing.T) {
		h.requireLate(t, h.two.sends(t, h.onSlow, enveloped(t, h.onSlow)), h.slow, witness)
		require.Equal(t, string(membership.Rejected), h.one.does(t, membership.Decide{Proposal: h.slow}).Status)
		require.Equal(t, charter.Tally{For: 1, Against: 1, Hosts: 1, Electorate: 2}, h.dossier(t, h.slow).Decision.Tally)
	})
	t.Run("ok/dated back: it counts, and is seen to be late", func(t *testing.T) {
		made := h.two.proposes(t, h.dossier(t, h.backdated).Proposal.Closes.Add(-time.Millisecond), voting(h.backdated, charter.For))
		h.requireLate(t, h.two.sends(t, made, enveloped(t, made)), h.backdated, witness)
		require.Equal(t, string(membership.Accepted), h.one.does(t, membership.Decide{Proposal: h.backdated}).Status, "it turned the outcome")
	})
}

// requireLate wants what an auditor goes by: the vote says that it was in time,
// and stands in a later block than what says that it was made after the close.
func (h heldBack) requireLate(t *testing.T, place client.Place, proposal string, witness client.Receipt) {
	t.Helper()
	require.Equal(t, client.Valid, place.Code)
	dossier := h.dossier(t, proposal)
	for _, vote := range dossier.Endorsements {
		if vote.Party == h.two.id {
			require.Equal(t, place.Tx, vote.Stamp.Tx, "the record names the transaction, by which its block is found")
			require.True(t, vote.Stamp.Time.Before(dossier.Proposal.Closes))
			require.False(t, witness.Event.Time.Before(dossier.Proposal.Closes))
			require.Greater(t, place.Block, witness.Block)
			return
		}
	}
	t.Fatal("the vote is not recorded")
}
