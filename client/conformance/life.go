package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// life follows one alliance from its founding to a member's leaving.
func (s suite) life(t *testing.T) {
	founders := []member{s.registerParty(t, "founder-a", 0), s.registerParty(t, "founder-b", 1), s.registerParty(t, "founder-c", 2)}
	alliance := s.proposeAlliance(t, "life", bylaws(2, true), founders...)
	s.consentAtOnce(t, alliance, founders[1:]...)
	applicant := s.registerParty(t, "applicant", 1)

	filed := s.submit(t, applicant, membership.Join{Request: client.NewRequest(), Alliance: alliance, Class: "member"})
	proposal := filed.Event.Proposal
	_, err := founders[0].Submit(testContext(t), membership.Decide{Proposal: proposal})
	requireCode(t, refusal.NotDecidable, err)
	for _, endorser := range founders[1:] {
		s.submit(t, endorser, endorsement(proposal))
	}
	decided := s.submit(t, applicant, membership.Decide{Proposal: proposal})
	require.Equal(t, string(membership.Accepted), decided.Event.Status)
	_, err = founders[0].Submit(testContext(t), endorsement(proposal))
	requireCode(t, refusal.ProposalDecided, err)
	s.requireRoster(t, alliance, founders[0], founders[0].id, founders[1].id, founders[2].id, applicant.id)

	s.affiliates(t, alliance, applicant, founders[0])
	left := s.submit(t, applicant, membership.Leave{Request: client.NewRequest(), Alliance: alliance, Reason: "merged"})
	s.requireRoster(t, alliance, applicant, founders[0].id, founders[1].id, founders[2].id)
	history, err := applicant.History(testContext(t), alliance, applicant.id)
	require.NoError(t, err)
	require.Len(t, history, 3)
	require.Equal(t, decided.Tx, history[0].Written.Tx)
	require.Equal(t, left.Tx, history[2].Written.Tx)
	require.Equal(t, charter.Ended, history[2].State)
}

// affiliates has one say that another controls it, and that one consent.
func (s suite) affiliates(t *testing.T, alliance string, one, other member) {
	t.Helper()
	s.submit(t, one, membership.DeclareAffiliate{Request: client.NewRequest(), Alliance: alliance, Group: other.id})
	claims, err := other.Affiliates(testContext(t), other.id)
	require.NoError(t, err)
	require.Len(t, claims, 1)
	require.Equal(t, membership.AffiliationClaimed, claims[0].Status)
	s.submit(t, other, membership.ConsentAffiliate{Request: client.NewRequest(), Alliance: alliance, Party: one.id})
	found, err := client.Ask(testContext(t), one.Client, membership.GetAffiliation{Alliance: alliance, Party: one.id})
	require.NoError(t, err)
	require.Equal(t, membership.AffiliationConsented, found.Status)
}

// consentAtOnce has all consent in the same moment: the ledger lets one pass at a
// time, and the last opens the alliance.
func (s suite) consentAtOnce(t *testing.T, alliance string, founders ...member) {
	t.Helper()
	consent := consentTo(t, founders[0], alliance)
	for _, result := range concurrently(founders, func(m member) (client.Receipt, error) {
		own := consent
		own.Request = client.NewRequest()
		return m.Submit(testContext(t), own)
	}) {
		require.NoError(t, result.err)
		s.awaitEverywhere(t, result.receipt)
	}
	kept, err := client.Ask(testContext(t), founders[0].Client, membership.GetAlliance{ID: alliance})
	require.NoError(t, err)
	require.Equal(t, membership.Open, kept.Status)
}

func endorsement(proposal string) membership.Endorse {
	return membership.Endorse{Request: client.NewRequest(), Proposal: proposal, Position: charter.For, Reason: "known to us"}
}

func (s suite) requireRoster(t *testing.T, alliance string, as member, ids ...string) {
	t.Helper()
	members, err := as.Roster(testContext(t), alliance, "")
	require.NoError(t, err)
	var listed []string
	for _, member := range members {
		listed = append(listed, member.Membership.Party)
	}
	require.ElementsMatch(t, ids, listed)
}
