package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func TestSponsoredProposal(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSponsors)
	event := w.must(as(cisco), membership.Propose{
		Request: "p", Alliance: zgc, Action: charter.Expel, Subject: acme, Reason: "unpaid dues", Evidence: keyOf("d"),
	})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ProposalFiled, Tx: w.stamp().Tx, Time: w.now, Request: "p", By: cisco, Party: acme,
		Alliance: zgc, Proposal: expulsion, Class: "full", Status: "filed", Action: "expel",
	}, event)
	filed := membership.Proposal{
		Schema: 1, ID: expulsion, Alliance: zgc, Action: charter.Expel, Subject: acme, By: cisco, Class: "full",
		Reason: "unpaid dues", Evidence: keyOf("d"), Charter: 1, Status: membership.Filed, Filed: w.stamp(),
		Expires: w.now.Add(24 * time.Hour),
	}
	require.Equal(t, filed, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Recorded())

	sponsoredBy(cas, forum)(w)
	dossier := ask(w, membership.GetProposal{ID: expulsion})
	require.Len(t, dossier.Sponsorships, 2)
	require.Equal(t, 2, dossier.Sponsors.Figure.Actual)
	require.True(t, dossier.Sponsors.Met)
	require.Empty(t, dossier.Endorsements)
	require.Zero(t, dossier.Tally.For, "a sponsorship is no vote")

	event = w.must(as(lab), membership.PutToVote{Proposal: expulsion})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ProposalPutToVote, Tx: w.stamp().Tx, Time: w.now, By: lab, Party: acme,
		Alliance: zgc, Proposal: expulsion, Status: "voting", Action: "expel",
	}, event)
	opened := w.stamp()
	filed.Status, filed.Opened, filed.OpenedBy = membership.Voting, &opened, lab
	filed.Electorate, filed.Closes = 3, w.now.Add(time.Hour)
	filed.Recused = []charter.Voter{{Party: acme, Class: "full"}}
	require.Equal(t, filed, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Recorded())

	// Sent again it answers with the first time, during the vote and after it.
	for _, during := range []bool{true, false} {
		before := w.ledger.State()
		again := w.simulate(as(acme), membership.PutToVote{Proposal: expulsion})
		w.commit(again)
		require.Equal(t, event, again.event)
		w.requireState(before)
		if during {
			w.must(as(cisco), membership.Endorse{Request: "vote", Proposal: expulsion, Position: charter.For})
			closed(w)
			settled(w)
		}
	}
}

func TestExpulsion(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	w.must(as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Expel, Subject: acme, Reason: "unpaid dues"})
	event := w.votedOn(expulsion, cisco, cas)
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ProposalDecidedAs, Tx: w.stamp().Tx, Time: w.now, By: lab, Party: acme,
		Alliance: zgc, Proposal: expulsion, Class: "full", Status: "accepted", Action: "expel",
	}, event)
	member := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
	require.Equal(t, charter.Ended, member.State)
	require.Equal(t, membership.Expelled, member.Ending)
	require.Equal(t, "unpaid dues", member.Periods[0].Reason)
}

// A proposal that nobody sponsors lapses: not before its time, and by anybody.
func TestExpiry(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSponsors)
	joined(lab)(w)
	proposal := membership.ProposalID(lab, "join")
	expires := ask(w, membership.GetProposal{ID: proposal}).Proposal.Expires
	w.now = expires.Add(-time.Second - time.Millisecond)
	w.must(as(cisco), endorsing(proposal, charter.Sponsor))
	w.now = expires.Add(-time.Second)
	event := w.must(as(person), membership.Decide{Proposal: proposal})
	require.Equal(t, "expired", event.Status)
	dossier := ask(w, membership.GetProposal{ID: proposal})
	require.Equal(t, membership.Expired, dossier.Proposal.Status)
	require.Equal(t, membership.Expired, dossier.Decision.Outcome)
	again := w.simulate(as(acme), membership.Decide{Proposal: proposal})
	require.Equal(t, event, again.event)
}

// What is settled in whatever way lets its applicant join again.
func TestJoinAgainAfterEachEnd(t *testing.T) {
	t.Parallel()
	proposal := membership.ProposalID(lab, "join")
	for name, row := range map[string]struct {
		charter charter.Charter
		end     func(*world)
	}{
		"ok/withdrawn, filed":  {withSponsors, func(w *world) { w.must(as(lab), membership.Withdraw{Request: "w", Proposal: proposal}) }},
		"ok/withdrawn, voting": {withRules, func(w *world) { w.must(as(lab), membership.Withdraw{Request: "w", Proposal: proposal}) }},
		"ok/expired":           {withSponsors, func(w *world) { w.wait(24 * time.Hour); w.must(as(lab), membership.Decide{Proposal: proposal}) }},
		"ok/rejected":          {withRules, func(w *world) { w.wait(time.Hour); w.must(as(lab), membership.Decide{Proposal: proposal}) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, row.charter)
			joined(lab)(w)
			w.refused(refusal.JoinPending, as(lab), joining("again"))
			row.end(w)
			w.must(as(lab), joining("again"))
			require.Equal(t, membership.ProposalID(lab, "again"), ask(w, membership.GetJoin{Alliance: zgc, Party: lab}).Proposal.ID)
		})
	}
}

func TestWithdrawal(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	expelling(w)
	event := w.must(as(cisco), withdrawing)
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ProposalWithdrawn, Tx: w.stamp().Tx, Time: w.now, Request: "w", By: cisco, Party: acme,
		Alliance: zgc, Proposal: expulsion, Status: "withdrawn", Action: "expel",
	}, event)
	proposal := ask(w, membership.GetProposal{ID: expulsion}).Proposal
	stamp := w.stamp()
	require.Equal(t, &stamp, proposal.Withdrawn)
	require.Equal(t, "we talked", proposal.Withdrawal)
	require.Equal(t, charter.Active, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).State)
}

// Who filed may withdraw also when it is a member no more.
func TestWithdrawalByWhoLeft(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	expelling(w)
	left(cisco)(w)
	w.must(as(cisco), withdrawing)
}

// What was accepted and has nothing left to do is void, and says why.
func TestVoid(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		action charter.Action
		before func(*world)
		change func(*world)
		state  charter.MembershipState
	}{
		"suspended by another":   {charter.Suspend, nil, suspended(acme), charter.Suspended},
		"left, to be expelled":   {charter.Expel, nil, left(acme), charter.Ended},
		"left, to be suspended":  {charter.Suspend, nil, left(acme), charter.Ended},
		"left, to be reinstated": {charter.Reinstate, suspended(acme), left(acme), charter.Ended},
		"reinstated by another":  {charter.Reinstate, suspended(acme), reinstated(acme), charter.Active},
	} {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, withRules)
			if row.before != nil {
				row.before(w)
			}
			proposal := w.propose(cas, row.action, acme)
			row.change(w)
			before := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
			require.Equal(t, "void", w.votedOn(proposal, cas, forum).Status)
			decision := ask(w, membership.GetProposal{ID: proposal}).Decision
			require.Equal(t, membership.Void, decision.Outcome)
			require.Equal(t, refusal.StateUnfit, decision.Because)
			require.True(t, decision.Explanation.Met)
			require.Equal(t, before, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}))
			require.Equal(t, row.state, before.State)
		})
	}
}

// One life through each state, and back: each period with its beginning and end.
func TestSuspendReinstateExpelReturn(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	suspended(acme)(w)
	w.refused(refusal.AlreadyMember, as(acme), joining("j"))
	reinstated(acme)(w)
	require.Equal(t, "accepted", w.votedOn(w.propose(cisco, charter.Expel, acme), cisco, cas).Status)
	proposal := w.join(acme, "return")
	require.Equal(t, "accepted", w.votedOn(proposal, cisco, cas).Status)

	member := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
	require.Equal(t, charter.Active, member.State)
	require.Empty(t, member.Ending)
	var states []charter.MembershipState
	for i, period := range member.Periods {
		states = append(states, period.State)
		if i > 0 && i < 3 {
			require.Equal(t, *member.Periods[i-1].Until, period.From)
			require.Equal(t, member.Periods[i-1].UntilEpoch, period.FromEpoch)
		}
	}
	require.Equal(t, []charter.MembershipState{charter.Active, charter.Suspended, charter.Active, charter.Active}, states)
	require.Equal(t, proposal, member.Periods[3].Proposal)
	var history []charter.MembershipState
	for _, version := range ask(w, membership.GetHistory{Alliance: zgc, Party: acme}).Versions {
		history = append(history, version.State)
	}
	require.Equal(t, []charter.MembershipState{
		charter.Active, charter.Suspended, charter.Active, charter.Ended, charter.Active,
	}, history)
	w.seal()
	for epoch, there := range map[int]charter.MembershipState{0: "active", 1: "suspended", 2: "active", 3: "", 4: "active"} {
		period, _ := member.AtEpoch(epoch)
		require.Equal(t, there, period.State, "epoch %d", epoch)
	}
}

// Every step from every state to every other: which are there, and no more.
func TestProposalSteps(t *testing.T) {
	t.Parallel()
	all := []membership.ProposalStatus{
		membership.Filed, membership.Voting, membership.Accepted, membership.Rejected, membership.Expired, membership.Withdrawn, membership.Void,
	}
	steps := map[membership.ProposalStatus][]bool{
		//                   filed  voting accept reject expire withdr void
		membership.Filed:     {false, true, false, false, true, true, false},
		membership.Voting:    {false, false, true, true, false, true, true},
		membership.Accepted:  {false, false, false, false, false, false, false},
		membership.Rejected:  {false, false, false, false, false, false, false},
		membership.Expired:   {false, false, false, false, false, false, false},
		membership.Withdrawn: {false, false, false, false, false, false, false},
		membership.Void:      {false, false, false, false, false, false, false},
	}
	for _, from := range all {
		for i, to := range all {
			require.Equal(t, steps[from][i], from.CanBecome(to), "%s to %s", from, to)
		}
		require.Equal(t, from != membership.Filed && from != membership.Voting, from.Settled(), string(from))
	}
}
