//go:build live

package sdk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// The peers refuse a time far from their clocks, the rules one that no calendar
// holds or that lies before what is recorded.
func TestLiveHostileTimes(t *testing.T) {
	one, two := entered(t, "association"), entered(t, "industry")
	alliance := foundedBy(t, one, two, entered(t, "academia"))
	applicant, proposal := joining(t, alliance)
	now := time.Now()
	vote := voting(proposal, charter.For)
	before := answerOf(t, one.ledger, membership.GetProposal{ID: proposal})
	unchanged(t, one.ledger, func() {
		for name, at := range map[string]*timestamppb.Timestamp{
			"fail/10 minutes late":  timestamppb.New(now.Add(-10 * time.Minute)),
			"fail/10 minutes early": timestamppb.New(now.Add(10 * time.Minute)),
			"fail/none":             nil,
			"fail/beyond calendars": {Seconds: 1 << 60},
		} {
			t.Run(name, func(t *testing.T) {
				made, err := one.ledger.ProposeAt(t.Context(), at, vote.Name(), encoded(vote))
				require.NoError(t, err)
				require.Len(t, made.Refusals(), len(world{}.Hosts()), "all peers refuse")
				for _, refusal := range made.Refusals() {
					require.ErrorContains(t, refusal, "request unauthorized due to incorrect timestamp")
				}
			})
		}
		for name, c := range map[string]struct {
			at          *timestamppb.Timestamp
			transaction membership.Transaction
			code        refusal.Code
		}{
			"fail/a part of a second below 0": {&timestamppb.Timestamp{Seconds: now.Unix(), Nanos: -1}, vote, refusal.BadTime},
			"fail/a part of a second above 1": {&timestamppb.Timestamp{Seconds: now.Unix(), Nanos: 1e9}, vote, refusal.BadTime},
			"fail/a vote before the opening":  {timestamppb.New(now.Add(-30 * time.Second)), vote, refusal.TimeReversed},
			"fail/a decision before the opening": {
				timestamppb.New(now.Add(-30 * time.Second)), membership.Decide{Proposal: proposal}, refusal.TimeReversed,
			},
			"fail/leaving before entering": {
				timestamppb.New(now.Add(-30 * time.Second)), membership.Leave{Request: newRequest(), Alliance: alliance}, refusal.TimeReversed,
			},
		} {
			t.Run(name, func(t *testing.T) {
				made := one.proposesAt(t, c.at, c.transaction)
				require.Len(t, made.Refusals(), len(world{}.Hosts()), "all peers refuse")
				for _, refusal := range made.Refusals() {
					requireRefusal(t, c.code, refusal)
				}
			})
		}
	})
	require.Equal(t, before, answerOf(t, one.ledger, membership.GetProposal{ID: proposal}))

	t.Run("ok/what is dated ahead, within the peers' tolerance", func(t *testing.T) { datedAhead(t, alliance, one, two, applicant, proposal) })
}

// datedAhead shows what two minutes of tolerance let through: a vote that keeps
// decisions out until its time has come, and a decision before the close.
func datedAhead(t *testing.T, alliance string, one, two, applicant actor, proposal string) {
	ahead := one.proposes(t, time.Now().Add(time.Minute), voting(proposal, charter.For))
	require.Equal(t, client.Valid, one.sends(t, ahead, enveloped(t, ahead)).Code)
	two.does(t, voting(proposal, charter.For))
	applicant.refused(t, refusal.TimeReversed, membership.Decide{Proposal: proposal})
	decided := applicant.proposes(t, time.Now().Add(time.Minute), membership.Decide{Proposal: proposal})
	require.Equal(t, client.Valid, applicant.sends(t, decided, enveloped(t, decided)).Code)
	dossier, err := client.Ask(t.Context(), one.Client, membership.GetProposal{ID: proposal})
	require.NoError(t, err)
	require.Equal(t, membership.Accepted, dossier.Decision.Outcome)

	short := one.does(t, membership.Propose{Request: newRequest(), Alliance: alliance, Action: charter.Expel, Subject: two.id}).Proposal
	applicant.refused(t, refusal.NotDecidable, membership.Decide{Proposal: short})
	early := applicant.proposes(t, time.Now().Add(time.Minute), membership.Decide{Proposal: short})
	require.Equal(t, client.Valid, applicant.sends(t, early, enveloped(t, early)).Code)
	one.refused(t, refusal.ProposalDecided, voting(short, charter.For))
}
