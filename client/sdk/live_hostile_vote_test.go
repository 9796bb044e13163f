//go:build live

package sdk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Who may vote is fixed by the seal that the vote was opened by, and who lost its
// standing meanwhile keeps the vote that it gave and gives no other.
func TestLiveHostileVotes(t *testing.T) {
	one, two, three := entered(t, "association"), entered(t, "industry"), entered(t, "academia")
	alliance := foundedBy(t, one, two, three)
	decide := func(action charter.Action, subject actor) {
		proposal := one.does(t, membership.Propose{Request: newRequest(), Alliance: alliance, Action: action, Subject: subject.id}).Proposal
		one.does(t, voting(proposal, charter.For))
		two.does(t, voting(proposal, charter.For))
		require.Equal(t, string(membership.Accepted), two.does(t, membership.Decide{Proposal: proposal}).Status)
	}
	// refuses wants a vote to be refused, and to leave the proposal as it was.
	refuses := func(t *testing.T, voter actor, code refusal.Code, proposal string) {
		t.Helper()
		before := answerOf(t, one.ledger, membership.GetProposal{ID: proposal})
		unchanged(t, one.ledger, func() { voter.refused(t, code, voting(proposal, charter.For)) })
		require.Equal(t, before, answerOf(t, one.ledger, membership.GetProposal{ID: proposal}))
	}

	held := holdBack(t, alliance, one, two, three) // the voting period runs meanwhile
	late, first := joining(t, alliance)
	_, second := joining(t, alliance)
	_, third := joining(t, alliance)
	one.does(t, voting(first, charter.For))
	two.does(t, voting(first, charter.For))
	decision := late.does(t, membership.Decide{Proposal: first})
	require.Equal(t, string(membership.Accepted), decision.Status)
	t.Run("fail/a vote after the decision", func(t *testing.T) { refuses(t, three, refusal.ProposalDecided, first) })
	t.Run("ok/a second decision is the first", func(t *testing.T) { require.Equal(t, decision, three.does(t, membership.Decide{Proposal: first})) })
	t.Run("fail/a member since the seal", func(t *testing.T) { refuses(t, late, refusal.OutsideElectorate, second) })

	three.does(t, voting(second, charter.For))
	signed := three.proposes(t, time.Now(), voting(third, charter.For))
	decide(charter.Suspend, three)
	t.Run("fail/suspended, a vote that the peers signed before", func(t *testing.T) {
		before := answerOf(t, one.ledger, membership.GetProposal{ID: third})
		require.Equal(t, "MVCC_READ_CONFLICT", three.sends(t, signed, enveloped(t, signed)).Code)
		require.Equal(t, before, answerOf(t, one.ledger, membership.GetProposal{ID: third}))
	})
	t.Run("fail/suspended, a further vote", func(t *testing.T) { refuses(t, three, refusal.NotAMember, third) })
	t.Run("fail/suspended, its vote again", func(t *testing.T) { refuses(t, three, refusal.NotAMember, second) })
	t.Run("ok/suspended, its vote stands", func(t *testing.T) {
		one.does(t, voting(second, charter.For))
		require.Equal(t, string(membership.Accepted), two.does(t, membership.Decide{Proposal: second}).Status)
		dossier, err := client.Ask(t.Context(), one.Client, membership.GetProposal{ID: second})
		require.NoError(t, err)
		require.Equal(t, charter.Tally{For: 2, Hosts: 2, Electorate: 3}, dossier.Decision.Tally)
	})

	require.NoError(t, one.Seal(t.Context(), alliance))
	_, fourth := joining(t, alliance)
	t.Run("fail/suspended before the seal", func(t *testing.T) { refuses(t, three, refusal.NotAMember, fourth) })
	decide(charter.Reinstate, three)
	t.Run("fail/suspended at the seal, reinstated since", func(t *testing.T) {
		refuses(t, three, refusal.OutsideElectorate, fourth)
	})
	t.Run("ok/a member since the seal votes by the next", func(t *testing.T) { late.does(t, voting(fourth, charter.For)) })
	t.Run("held back past the close", held.release)
}
