package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func TestJoinEndorseDecideLeaveReturn(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	proposal := membership.ProposalID(acme, "join-1")

	event := w.must(as(acme), membership.Join{
		Request: "join-1", Alliance: zgc, Class: "full", Statement: "We make anvils.", Evidence: keyOf("a document"),
	})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.JoinFiled, Tx: w.stamp().Tx, Time: w.now, Request: "join-1", By: acme, Party: acme,
		Alliance: zgc, Proposal: proposal, Class: "full", Status: "voting", Action: "admit",
	}, event)
	opened := w.stamp()
	filed := membership.Proposal{
		Schema: 1, ID: proposal, Alliance: zgc, Action: charter.Admit, Subject: acme, By: acme, SubjectGroup: acme, Class: "full",
		Reason: "We make anvils.", Evidence: keyOf("a document"), Charter: 1, Status: membership.Voting,
		Filed: opened, Opened: &opened, OpenedBy: acme, Electorate: 3, Closes: w.now.Add(time.Hour),
	}
	require.Equal(t, membership.Dossier{
		Proposal: filed.AsOf(w.now), Sponsorships: []membership.Endorsement{}, Endorsements: []membership.Endorsement{},
		Tally: charter.Tally{Electorate: 3}, Explanation: twoFor(0, false, false),
	}, ask(w, membership.GetProposal{ID: proposal}))

	event = w.must(as(cisco), membership.Endorse{
		Request: "e", Proposal: proposal, Position: charter.For, Reason: "good anvils", Evidence: keyOf("a letter"),
	})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.EndorsementGiven, Tx: w.stamp().Tx, Time: w.now, Request: "e", By: cisco, Party: cisco,
		Alliance: zgc, Proposal: proposal, Position: "for",
	}, event)
	given := membership.Endorsement{
		Schema: 1, Proposal: proposal, Alliance: zgc, Party: cisco, Host: "industry", Position: charter.For,
		Reason: "good anvils", Evidence: keyOf("a letter"), Class: "full", Membership: 1, Stamp: w.stamp(),
	}
	require.Equal(t, []membership.Endorsement{given}, ask(w, membership.GetProposal{ID: proposal}).Endorsements)
	w.must(as(cas), endorsing(proposal, charter.For))
	w.must(as(forum), endorsing(proposal, charter.Abstain))

	// A party that has no part in the alliance may send the decision.
	event = w.must(as(lab), membership.Decide{Proposal: proposal})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ProposalDecidedAs, Tx: w.stamp().Tx, Time: w.now, By: lab, Party: acme,
		Alliance: zgc, Proposal: proposal, Class: "full", Status: "accepted", Action: "admit",
	}, event)
	decided := w.stamp()
	filed.Status = membership.Accepted
	dossier := ask(w, membership.GetProposal{ID: proposal})
	require.Equal(t, filed.AsOf(w.now), dossier.Proposal)
	require.Equal(t, &membership.Decision{
		Schema: 1, Proposal: proposal, Alliance: zgc, Outcome: membership.Accepted, Tally: charter.Tally{For: 2, Abstain: 1, Hosts: 2, Electorate: 3},
		Explanation: twoFor(2, true, true),
		Charter:     1, Engine: charter.Engine, By: lab, Stamp: decided,
	}, dossier.Decision)
	first := membership.Membership{
		Schema: 1, Alliance: zgc, Party: acme, State: charter.Active, Class: "full", Version: 1, Epoch: 1, Written: decided,
		Periods: []membership.Period{{Class: "full", State: charter.Active, Proposal: proposal, From: decided, FromEpoch: 1}},
	}
	require.Equal(t, membership.MembershipNow{Membership: first}, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}))

	event = w.must(as(acme), membership.Leave{Request: "leave", Alliance: zgc, Reason: "no more anvils"})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.MembershipEnded, Tx: w.stamp().Tx, Time: w.now, Request: "leave", By: acme, Party: acme,
		Alliance: zgc, Class: "full", Status: "left",
	}, event)
	left := w.stamp()
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc}).Members, 3)

	again := w.admit(acme, "join-2")
	returned := w.stamp()
	now := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
	current := now.Membership
	require.Equal(t, membership.Membership{
		Schema: 1, Alliance: zgc, Party: acme, State: charter.Active, Class: "full", Version: 3, Epoch: 2, Written: returned,
		Periods: []membership.Period{
			{Class: "full", State: charter.Active, Proposal: proposal, From: decided, Until: &left, FromEpoch: 1, UntilEpoch: 1, Reason: "no more anvils"},
			{Class: "full", State: charter.Active, Proposal: again, From: returned, FromEpoch: 2},
		},
	}, current)
	history := ask(w, membership.GetHistory{Alliance: zgc, Party: acme})
	require.Len(t, history.Versions, 3)
	require.Equal(t, first, history.Versions[0])
	require.Equal(t, membership.Left, history.Versions[1].Ending)
	require.Equal(t, current.Periods[1:], history.Versions[2].Periods, "a version has the periods that it ended or began")
	last := history.Versions[2]
	last.Periods = current.Periods
	require.Equal(t, current, last)
	require.Equal(t, []membership.MembershipNow{now}, ask(w, membership.ListMemberships{Party: acme}).Memberships)
	require.Len(t, ask(w, membership.ListProposals{Alliance: zgc}).Proposals, 2)
}

// twoFor is the rule of two votes for, with so many given.
func twoFor(actual int, met, certain bool) charter.Explanation {
	return charter.Explanation{
		Kind: "votes", Met: met, Certain: certain,
		Figure: &charter.Figure{Votes: "for", Relation: "atLeast", Amount: "2", Base: 1, Needed: 2, Actual: actual},
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		early    bool
		votes    []charter.Position // of cisco, cas, forum
		wait     time.Duration
		code     refusal.Code // empty: decided
		accepted bool
	}{
		"ok/early":                       {true, []charter.Position{"for", "for"}, 0, "", true},
		"ok/early, after the close":      {true, []charter.Position{"for", "for"}, time.Hour, "", true},
		"ok/at the close":                {false, []charter.Position{"for", "against", "for"}, time.Hour, "", true},
		"ok/rejected at the close":       {false, []charter.Position{"for", "against", "abstain"}, time.Hour, "", false},
		"ok/rejected, nobody voted":      {true, nil, time.Hour, "", false},
		"fail/met, but not early":        {false, []charter.Position{"for", "for", "for"}, 0, refusal.NotDecidable, false},
		"fail/early, but open":           {true, []charter.Position{"for", "abstain"}, 0, refusal.NotDecidable, false},
		"ok/early, out of reach":         {true, []charter.Position{"for", "against", "abstain"}, 0, "", false},
		"fail/a moment before the close": {false, []charter.Position{"for", "for", "for"}, time.Hour - 5*time.Second, refusal.NotDecidable, false},
		"ok/early, all against":          {true, []charter.Position{"against", "against", "against"}, 0, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := opened(t, row.early)
			proposal := w.join(acme, "join")
			for i, position := range row.votes {
				w.must(as([]string{cisco, cas, forum}[i]), endorsing(proposal, position))
			}
			w.wait(row.wait)
			if row.code != "" {
				w.refused(row.code, as(acme), membership.Decide{Proposal: proposal})
				return
			}
			event := w.must(as(acme), membership.Decide{Proposal: proposal})
			if !row.accepted {
				require.Equal(t, "rejected", event.Status)
				require.Len(t, ask(w, membership.GetRoster{Alliance: zgc}).Members, 3)
				w.join(acme, "another-try")
				return
			}
			require.Equal(t, "accepted", event.Status)
			require.Len(t, ask(w, membership.GetRoster{Alliance: zgc}).Members, 4)
		})
	}
}

// The close itself belongs to the decision: a vote comes before it, or not at all.
func TestTheMomentOfTheClose(t *testing.T) {
	t.Parallel()
	w := opened(t, false)
	closes := ask(w, membership.GetProposal{ID: w.join(acme, "join")}).Proposal.Closes
	proposal := membership.ProposalID(acme, "join")
	w.now = closes.Add(-time.Second - time.Millisecond)
	w.must(as(cisco), endorsing(proposal, charter.For))
	w.now = closes.Add(-time.Second)
	w.refused(refusal.VotingClosed, as(cas), endorsing(proposal, charter.For))
	w.now = closes.Add(-time.Second)
	w.must(as(cas), membership.Decide{Proposal: proposal})
}

func TestDecideTwice(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	proposal := w.join(acme, "join")
	w.must(as(cisco), endorsing(proposal, charter.For))
	w.must(as(cas), endorsing(proposal, charter.For))
	first := w.must(as(lab), membership.Decide{Proposal: proposal})
	before := w.ledger.State()
	for _, sender := range []string{lab, cisco, acme} {
		again := w.simulate(as(sender), membership.Decide{Proposal: proposal})
		w.commit(again)
		require.Equal(t, first, again.event)
		place, _ := w.ledger.Find(again.id)
		require.Nil(t, place.Event, "nothing happened, nothing is told")
		w.requireState(before)
	}
}

// A proposal whose id is taken already may not take over what was said on it.
func TestProposalIsNotReplaced(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	other := w.ledger.Begin("a record whose id is the same")
	id := membership.ProposalID(acme, "join")
	require.NoError(t, other.Put(membership.ProposalKey(id), []byte(`{"schema":1}`)))
	w.ledger.Commit(other)
	denied := w.refused(refusal.IDTaken, as(acme), joining("join"))
	require.Equal(t, id, denied.Params["id"])
}
