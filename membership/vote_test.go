package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// What was cast stands, whatever becomes of the member afterwards.
func TestCastVotesStand(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(*world){"ok/suspended": suspended(forum), "ok/left": left(forum)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, chartertest.WithRecordDate(withRules))
			expelling(w)
			w.must(as(forum), endorseExpulsion)
			gone(w)
			require.Equal(t, charter.Tally{For: 1, Hosts: 1, Electorate: 3}, ask(w, membership.GetProposal{ID: expulsion}).Tally)
			require.Equal(t, "accepted", w.votedOn(expulsion, cisco).Status)
		})
	}
}

// A member votes in the class that it had when the roster was sealed.
func TestSealedClassVotes(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	guesting(w)
	w.seal()
	w.must(as(cisco), resolving)
	full := w.must(as(cisco), reclassifying("full", acme, func(p *membership.Propose) { p.Class = "full" })).Proposal
	require.Equal(t, "accepted", w.votedOn(full, cisco, cas).Status)
	w.refused(refusal.NoRight, as(acme), endorsing(resolution, charter.For))
}

// The electorate is what the seal counts of the classes that vote, without the
// subject.
func TestElectorates(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		prepare []func(*world)
		propose func(*world) string
		want    int
	}{
		"ok/a join":                  {nil, func(w *world) string { return w.join(lab, "j") }, 4},
		"ok/about a member":          {nil, func(w *world) string { return w.propose(cisco, charter.Expel, acme) }, 3},
		"ok/about oneself":           {nil, func(w *world) string { return w.propose(cisco, charter.Expel, cisco) }, 3},
		"ok/about an observer":       {[]func(*world){observer}, func(w *world) string { return w.propose(cisco, charter.Expel, lab) }, 4},
		"ok/about one suspended":     {[]func(*world){suspended(acme)}, func(w *world) string { return w.propose(cisco, charter.Reinstate, acme) }, 3},
		"ok/one suspended, another":  {[]func(*world){suspended(acme)}, func(w *world) string { return w.propose(cisco, charter.Expel, forum) }, 2},
		"ok/one left":                {[]func(*world){left(acme)}, func(w *world) string { return w.join(lab, "j") }, 3},
		"ok/who left and came again": {[]func(*world){left(acme)}, func(w *world) string { return w.join(acme, "j") }, 3},
		"ok/one admitted":            {[]func(*world){admittedNow(lab)}, func(w *world) string { return w.propose(lab, charter.Expel, acme) }, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, withRules)
			for _, prepared := range row.prepare {
				prepared(w)
			}
			require.Equal(t, row.want, ask(w, membership.GetProposal{ID: row.propose(w)}).Proposal.Electorate)
		})
	}
}

// Who was a member when the roster was sealed and applies again has no vote on
// its own return, and is not counted.
func TestSealedApplicantIsRecused(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WithRecordDate(withRules))
	left(acme)(w)
	proposal := w.must(as(acme), joining("back")).Proposal
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: proposal}).Proposal.Electorate)
	w.refused(refusal.Recused, as(acme), endorsing(proposal, charter.For))
}

// A vote and the decision in one block, in both orders: the vote counts or is
// refused, and never comes after the decision.
func TestVoteAndDecisionInOneBlock(t *testing.T) {
	t.Parallel()
	for name, voteFirst := range map[string]bool{"ok/vote first": true, "ok/decision first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, withRules)
			expelling(w)
			w.must(as(cisco), endorseExpulsion)
			w.must(as(cas), endorseExpulsion)
			vote := w.simulate(as(forum), endorsing(expulsion, charter.Against))
			decide := w.simulate(as(lab), membership.Decide{Proposal: expulsion})
			if voteFirst {
				require.Equal(t, []memledger.Code{memledger.Valid, memledger.PhantomConflict}, w.commit(vote, decide))
				require.Equal(t, 1, ask(w, membership.GetProposal{ID: expulsion}).Tally.Against)
				return
			}
			require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(decide, vote))
			require.Zero(t, ask(w, membership.GetProposal{ID: expulsion}).Tally.Against)
			w.refused(refusal.ProposalDecided, as(forum), endorsing(expulsion, charter.Against))
		})
	}
}

// What meets in one block takes effect in one order only.
func TestOneBlockOneOutcome(t *testing.T) {
	t.Parallel()
	decide := membership.Decide{Proposal: expulsion}
	for name, row := range map[string]struct {
		charter             charter.Charter
		prepare             []func(*world)
		first, second       membership.Transaction
		firstBy, secondBy   string
		wantFirst, wantLast membership.ProposalStatus // by either order
	}{
		"withdraw and vote":    {withRules, []func(*world){expelling}, withdrawing, endorseExpulsion, cisco, cas, membership.Withdrawn, membership.Withdrawn},
		"withdraw and decide":  {withRules, []func(*world){expelling, func(w *world) { w.must(as(cas), endorseExpulsion); w.must(as(forum), endorseExpulsion) }}, withdrawing, decide, cisco, lab, membership.Withdrawn, membership.Accepted},
		"withdraw and open":    {withSponsors, []func(*world){expelling, sponsoredBy(cas, forum)}, withdrawing, membership.PutToVote{Proposal: expulsion}, cisco, lab, membership.Withdrawn, membership.Voting},
		"withdraw and sponsor": {withSponsors, []func(*world){expelling}, withdrawing, endorsing(expulsion, charter.Sponsor), cisco, cas, membership.Withdrawn, membership.Withdrawn},
		"sponsor and open":     {withSponsors, []func(*world){expelling, sponsoredBy(cas, forum)}, endorsing(expulsion, charter.Sponsor), membership.PutToVote{Proposal: expulsion}, cisco, lab, membership.Filed, membership.Voting},
		"the subject leaves":   {withRules, []func(*world){expelling, func(w *world) { w.must(as(cas), endorseExpulsion); w.must(as(forum), endorseExpulsion) }}, leaving("l"), decide, acme, lab, membership.Voting, membership.Accepted},
		"the voter leaves":     {chartertest.WithRecordDate(withRules), []func(*world){expelling}, leaving("l"), endorseExpulsion, cas, cas, membership.Voting, membership.Voting},
	} {
		for order, swapped := range map[string]bool{"first": false, "second": true} {
			t.Run("ok/"+name+", "+order+" first", func(t *testing.T) {
				t.Parallel()
				w := ofFour(t, row.charter)
				for _, prepared := range row.prepare {
					prepared(w)
				}
				block := []simulation{w.simulate(as(row.firstBy), row.first), w.simulate(as(row.secondBy), row.second)}
				want := row.wantFirst
				if swapped {
					block[0], block[1], want = block[1], block[0], row.wantLast
				}
				codes := w.commit(block...)
				require.Equal(t, memledger.Valid, codes[0])
				if !swapped || row.wantFirst != row.wantLast {
					require.NotEqual(t, memledger.Valid, codes[1], "both took effect")
				}
				require.Equal(t, want, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Status)
			})
		}
	}
}

// A vote at the last moment before the close counts, one at the close does not,
// also where it was simulated before and the decision waits.
func TestVoteAtTheClose(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	expelling(w)
	closes := ask(w, membership.GetProposal{ID: expulsion}).Proposal.Closes
	w.now = closes.Add(-time.Second - time.Millisecond)
	w.must(as(cisco), endorseExpulsion)
	w.now = closes.Add(-time.Second)
	w.refused(refusal.VotingClosed, as(cas), endorseExpulsion)
	require.Equal(t, "rejected", w.must(as(lab), membership.Decide{Proposal: expulsion}).Status)
}

// Silence admits nobody where a share of the votes cast decides.
func TestSilenceDoesNotAdmit(t *testing.T) {
	t.Parallel()
	c := chartertest.Basic(2, "PT1H", true)
	c.Rules[charter.Admit].Pass = charter.Expression{Votes: charter.CountFor, AtLeast: "2/3", Of: charter.CountCast}
	for name, voters := range map[string][]string{"fail/nobody votes": nil, "fail/all abstain": {cisco, cas, forum}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := openedBy(t, c)
			proposal := w.join(acme, "join")
			for _, voter := range voters {
				w.must(as(voter), endorsing(proposal, charter.Abstain))
			}
			w.wait(time.Hour)
			require.Equal(t, "rejected", w.must(as(acme), membership.Decide{Proposal: proposal}).Status)
		})
	}
}
