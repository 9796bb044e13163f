package membership_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// solo founds an alliance of one member, who decides everything in it alone, and may
// act for it, and returns its id.
func (w *world) solo(founder, slug string) string {
	w.t.Helper()
	c := chartertest.WholeWith(func(c *charter.Charter) {
		for _, rule := range c.Rules {
			rule.Pass = chartertest.ForVotes(1)
		}
	})
	transaction := founding(c, founder)
	transaction.Request, transaction.Slug = "found-"+slug, slug
	alliance := w.must(as(founder), transaction).Alliance
	w.decides(founder, membership.Propose{
		Request: "mandate-" + slug, Alliance: alliance, Action: charter.MandateAction, Subject: founder, Until: untilMay.AddDate(10, 0, 0),
	})
	return alliance
}

// decides files a proposal, votes for it alone and has it decided, and returns the outcome.
func (w *world) decides(voter string, t membership.Transaction) string {
	w.t.Helper()
	return w.settleBy(voter, t, voter).Status
}

// dissolves ends an alliance of one member.
func (w *world) dissolves(founder, alliance string) {
	w.t.Helper()
	require.Equal(w.t, "accepted", w.decides(founder, membership.Propose{Request: "dissolve-" + keyOf(alliance)[:6], Alliance: alliance, Action: charter.Dissolve}))
}

// inZGC has ring, an alliance of lab's, become a member of zgc.
func inZGC(t *testing.T) (*world, string) {
	w := ofFour(t, lasting())
	ring := w.solo(lab, "ring")
	require.Equal(t, "accepted", w.settleBy(lab, joinsAs("join", ring, zgc), cisco, cas).Status)
	w.seal()
	return w, ring
}

// An alliance that is dissolved is nobody's member: its memberships are over without a
// transaction, and anybody records it.
func TestDissolvedIsNobodysMember(t *testing.T) {
	t.Parallel()
	w, ring := inZGC(t)
	w.accept(seating("s", chartertest.Council, ring))
	epoch := fmt.Sprint(ask(w, membership.GetEpoch{Alliance: zgc}).Seal.Epoch)
	before := w.now
	w.dissolves(lab, ring)
	dissolved := *ask(w, membership.GetAlliance{ID: ring}).Dissolved

	for _, recorded := range []bool{false, true} {
		if recorded {
			w.wait(day)
			event := w.must(as(person), membership.EndMembership{Alliance: zgc, Party: ring})
			require.Equal(t, []string{membership.MembershipEnded, "dissolved"}, []string{event.Type, event.Status})
		}
		now := ask(w, membership.GetMembership{Alliance: zgc, Party: ring})
		require.Equal(t, charter.Ended, now.State)
		require.Equal(t, membership.Dissolves, now.Ending)
		require.Equal(t, dissolved.Time, now.EndedAt)
		require.Equal(t, !recorded, now.RecordedState != "")
		require.Equal(t, now, ask(w, membership.ListMemberships{Party: ring}).Memberships[0])
		require.NotContains(t, w.members(""), ring)
		require.NotContains(t, w.members(dissolved.Time.Format(time.RFC3339Nano)), ring)
		require.Contains(t, w.members(before.Format(time.RFC3339Nano)), ring)
		require.Contains(t, w.members(epoch), ring, "the seal counted it")
		for at, state := range map[string]charter.MembershipState{
			"": charter.Ended, before.Format(time.RFC3339Nano): charter.Active, dissolved.Time.Format(time.RFC3339Nano): charter.Ended,
		} {
			standing := ask(w, membership.GetStanding{Alliance: zgc, Party: ring, At: at})
			require.Equal(t, state, standing.Membership, at)
			require.Equal(t, state == charter.Active, len(standing.Rights) > 0)
		}
		require.Empty(t, w.sitting(chartertest.Council))
	}
	w.refused(refusal.NotAMember, as(lab), membership.EndMembership{Alliance: zgc, Party: ring})
}

// members lists who was a member of zgc at a moment.
func (w *world) members(at string) (parties []string) {
	for _, m := range ask(w, membership.GetRoster{Alliance: zgc, At: at}).Members {
		parties = append(parties, m.Membership.Party)
	}
	return parties
}

// Nothing is decided about a dissolved alliance any more, nobody acts for it, and it
// holds no seat against others.
func TestDissolvedDoesNothing(t *testing.T) {
	t.Parallel()
	w, ring := inZGC(t)
	w.accept(seating("s", chartertest.Council, ring))
	pending := proposing("pending", charter.Suspend, ring)
	w.must(as(cisco), pending)
	w.must(as(cisco), resolving)
	w.must(as(lab), membership.Endorse{Request: "vote", As: ring, Proposal: resolution, Position: charter.For})
	w.dissolves(lab, ring)
	w.refused(refusal.NoMandate, as(lab), membership.Leave{Request: "l", As: ring, Alliance: zgc})
	mandates := ask(w, membership.ListMandates{Alliance: ring}).Mandates
	require.Len(t, mandates, 1)
	require.True(t, mandates[0].Over)
	for _, t := range []membership.Propose{
		proposing("x", charter.Expel, ring), proposing("s2", charter.Suspend, ring), seating("s3", chartertest.Board, ring),
		grouping("g", ring, cas),
	} {
		w.refused(refusal.StateUnfit, as(cisco), t)
	}
	w.accept(seating("free", chartertest.Council, forum))
}

// Votes that lapse with a membership lapse with the alliance that the member is.
func TestVotesOfADissolvedAllianceLapse(t *testing.T) {
	t.Parallel()
	c := lasting()
	rule := c.Rules[charter.Resolve]
	rule.Timelock, rule.Early, rule.Suspended, rule.Voting = "", false, charter.SuspendedLapse, "P2D"
	w := ofFour(t, c)
	ring := w.solo(lab, "ring")
	require.Equal(t, "accepted", w.settleBy(lab, joinsAs("join", ring, zgc), cisco, cas).Status)
	w.seal()
	w.must(as(cisco), resolving)
	w.must(as(lab), membership.Endorse{Request: "vote", As: ring, Proposal: resolution, Position: charter.For})
	w.must(as(cisco), endorsing(resolution, charter.For))
	require.Equal(t, 2, ask(w, membership.GetProposal{ID: resolution}).Tally.For)
	w.dissolves(lab, ring)
	require.Equal(t, 1, ask(w, membership.GetProposal{ID: resolution}).Tally.For)
	w.wait(2 * day)
	require.Equal(t, "rejected", w.must(as(cas), membership.Decide{Proposal: resolution}).Status)
	require.Equal(t, []string{ring}, ask(w, membership.GetProposal{ID: resolution}).Decision.Lapsed)
}

// An alliance that is dissolved while it waits becomes no member: neither by its join,
// nor as a founder.
func TestDissolvedBecomesNoMember(t *testing.T) {
	t.Parallel()
	t.Run("fail/by its join", func(t *testing.T) {
		t.Parallel()
		c := lasting()
		c.Rules[charter.Admit].Voting, c.Rules[charter.Admit].Early = "P7D", false
		w := ofFour(t, c)
		ring := w.solo(lab, "ring")
		proposal := w.must(as(lab), joinsAs("join", ring, zgc)).Proposal
		for _, voter := range []string{cisco, cas} {
			w.must(as(voter), endorsing(proposal, charter.For))
		}
		w.dissolves(lab, ring)
		w.wait(7 * day)
		require.Equal(t, "void", w.must(as(acme), membership.Decide{Proposal: proposal}).Status)
		require.Equal(t, refusal.AllianceNotOpen, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
		require.NotContains(t, w.members(""), ring)
	})
	t.Run("fail/as a founder", func(t *testing.T) {
		t.Parallel()
		w := ofFour(t, lasting())
		ring := w.solo(lab, "ring")
		union := foundingOf("union", forum, ring, cisco)
		alliance := w.must(as(forum), union).Alliance
		consent := membership.Consent{Request: "c", As: ring, Alliance: alliance, Charter: digestOf(t, union.Charter)}
		w.must(as(lab), consent)
		w.dissolves(lab, ring)
		consent.As = ""
		denied := w.refused(refusal.AllianceNotOpen, as(cisco), consent)
		require.Equal(t, ring, denied.Params["alliance"])
		w.refused(refusal.AllianceNotOpen, as(forum), foundingOf("league", forum, ring, cisco))
	})
}

// Of a recognition nothing is left once either alliance is dissolved, and none begins.
func TestRecognitionEndsWithAnAlliance(t *testing.T) {
	t.Parallel()
	recognizing := func(request, other string) membership.Propose {
		return membership.Propose{Request: request, Alliance: zgc, Action: charter.Recognize, Subject: other, Reason: "they do as we do"}
	}
	over := func(w *world) (over []bool) {
		for _, r := range ask(w, membership.ListRecognitions{Alliance: zgc}).Recognitions {
			over = append(over, r.Over)
		}
		return over
	}
	c := lasting()
	c.Rules[charter.Recognize].Voting, c.Rules[charter.Recognize].Early = "P7D", false
	w := ofFour(t, c)
	ring, knot := w.solo(lab, "ring"), w.solo(forum, "knot")
	decided := func(proposal string) string {
		for _, voter := range []string{cisco, cas} {
			w.must(as(voter), endorsing(proposal, charter.For))
		}
		w.wait(7 * day)
		return w.must(as(lab), membership.Decide{Proposal: proposal}).Status
	}
	for request, other := range map[string]string{"one": ring, "two": knot} {
		require.Equal(t, "accepted", decided(w.must(as(cisco), recognizing(request, other)).Proposal))
	}
	require.Equal(t, []bool{false, false}, over(w))
	pending := w.must(as(cisco), recognizing("pending", ring)).Proposal
	w.dissolves(lab, ring)
	require.Equal(t, []bool{false, true}, over(w), "in the order of their ids")
	w.refused(refusal.AllianceNotOpen, as(cisco), recognizing("late", ring))
	require.Equal(t, "void", decided(pending))
	require.Equal(t, refusal.AllianceNotOpen, ask(w, membership.GetProposal{ID: pending}).Decision.Because)
	w.accept(dissolving)
	require.Equal(t, []bool{true, true}, over(w))
}
