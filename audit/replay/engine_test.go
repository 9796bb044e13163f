package replay_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func (w *world) request() string { return fmt.Sprintf("r%d", w.sent) }

// decide lets a party be admitted, by the rules of some day.
func (w *world) decide(engine, applicant string) {
	w.engine = engine
	proposal := w.must(as(applicant), membership.Join{Request: w.request(), Alliance: zgc, Class: "full"}).Proposal
	for _, voter := range []string{cisco, cas} {
		w.must(as(voter), membership.Endorse{Request: w.request(), Proposal: proposal, Position: charter.For})
	}
	w.must(as(applicant), membership.Decide{Proposal: proposal})
}

// What was recorded by older rules is run again by these, and by newer ones once
// something was; what goes back to the older ones is no work of the rules.
func TestRulesOfTheDay(t *testing.T) {
	t.Parallel()
	w := openedBy(t, "2")
	w.decide("2", acme)
	r := w.replayed()
	require.Empty(t, r.Findings())
	w.must(as(acme), membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	w.must(as(acme), membership.SealEpoch{Alliance: zgc, Epoch: 1})
	w.decide(charter.Engine, lab)
	w.advance(r)
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
	decided := replay.Decisions(r.View(), nil)
	require.Empty(t, decided.Findings)
	require.Len(t, decided.Decisions, 2)
	w.must(as(lab), membership.Leave{Request: "l", Alliance: zgc})
	w.must(as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: 2})
	w.must(as(lab), membership.SealEpoch{Alliance: zgc, Epoch: 2})
	w.decide("2", lab)
	w.advance(r)
	require.Len(t, r.Findings(), 4)
	for i, path := range []string{"subjectGroup", "", "", "entry"} {
		found := r.Findings()[i]
		if path == "" { // votes that do not say what they are about
			require.Equal(t, replay.RulesRefuse, found.Code)
			continue
		}
		require.Equal(t, replay.RulesDiffer, found.Code)
		require.Equal(t, path, found.Params["path"])
	}
}

// A text that nobody sees, and a code that only its last character speaks for, were
// accepted once: what was recorded so replays, and is not accepted again.
func TestTextsOfTheDay(t *testing.T) {
	t.Parallel()
	w := openedBy(t, "2")
	unseen := membership.StateClaim{Request: w.request(), About: acme, What: "rank", Value: "\u3164", Source: "S"}
	w.must(as(acme), unseen)
	w.must(as(acme), membership.StateClaim{Request: w.request(), About: acme, What: "uscc", Value: "320000190001010492", Source: "S"})
	r := w.replayed()
	require.Empty(t, r.Findings())
	w.decide(charter.Engine, lab)
	unseen.Request = w.request()
	_, err := w.try(as(acme), unseen)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.BadText})
	w.engine = "2"
	w.must(as(acme), unseen)
	w.advance(r)
	require.Len(t, r.Findings(), 1)
	require.Equal(t, replay.RulesRefuse, r.Findings()[0].Code)
}

// A recovery whose delay began with the request, and a vote of who had left and come
// back, were taken once: what was recorded so replays, and is not taken again.
func TestLivesOfTheDay(t *testing.T) {
	t.Parallel()
	w := openedBy(t, "2")
	voted := func(voter, proposal string) error {
		_, err := w.try(as(voter), membership.Endorse{Request: w.request(), Proposal: proposal, Position: charter.For})
		return err
	}
	back := func(epoch int) {
		w.must(as(forum), membership.Leave{Request: w.request(), Alliance: zgc})
		w.must(as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: epoch})
		w.must(as(lab), membership.SealEpoch{Alliance: zgc, Epoch: epoch})
		proposal := w.must(as(forum), membership.Join{Request: w.request(), Alliance: zgc, Class: "full"}).Proposal
		require.NoError(t, voted(cisco, proposal))
		require.NoError(t, voted(cas, proposal))
		w.must(as(lab), membership.Decide{Proposal: proposal})
		w.must(as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: epoch + 1})
		w.must(as(lab), membership.SealEpoch{Alliance: zgc, Epoch: epoch + 1})
	}
	renewed, operator := enrolled("renewed", cas, "academia"), enrolled("operator", "", "academia")
	asks := func() membership.AskRecovery {
		return membership.AskRecovery{Request: w.request(), Party: cas, Key: renewed.caller.Key}
	}

	w.engine = "2"
	w.must(operator, asks())
	proposal := w.must(as(acme), membership.Join{Request: w.request(), Alliance: zgc, Class: "full"}).Proposal
	back(1)
	require.NoError(t, voted(forum, proposal))
	w.now = w.now.AddDate(0, 0, 4)
	require.Equal(t, membership.RecoveryDone, w.must(renewed, membership.CompleteRecovery{Request: w.request()}).Type)
	r := w.replayed()
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))

	w.engine = charter.Engine
	proposal = w.must(as(lab), membership.Join{Request: w.request(), Alliance: zgc, Class: "full"}).Proposal
	back(3)
	require.ErrorIs(t, voted(forum, proposal), &refusal.Error{Code: refusal.OutsideElectorate})
	renewed = enrolled("renewed again", cas, "academia")
	w.must(operator, asks())
	w.now = w.now.AddDate(0, 0, 4)
	require.Equal(t, membership.RecoveryBegun, w.must(renewed, membership.CompleteRecovery{Request: w.request()}).Type)
	w.advance(r)
	require.Empty(t, r.Findings())
	require.Equal(t, w.ledger.State(), state(t, r.View()))
}
