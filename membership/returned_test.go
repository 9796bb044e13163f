package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// lasting is the whole charter, in which guests may sit and a seat has no end.
func lasting() charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Organs[1].Duration, c.Organs[1].Seats = "", 1
		guest := &c.Classes[len(c.Classes)-1]
		guest.Rights = append(guest.Rights, charter.SeatRight)
	})
}

// enters has a party admitted as a full member.
func (w *world) enters(party, request string) {
	w.t.Helper()
	w.seal()
	require.Equal(w.t, "accepted", w.settleBy(party, joining(request), cisco, cas).Status)
}

// sitting lists who sits in an organ now.
func (w *world) sitting(organ string) (parties []string) {
	for _, seat := range ask(w, membership.ListSeats{Alliance: zgc, Organ: organ}).Seats {
		if seat.Vacated == nil && !seat.Over {
			parties = append(parties, seat.Party)
		}
	}
	return parties
}

// endings are the ways in which acme's membership ends.
var endings = map[string]func(*world){
	"left":     left(acme),
	"expelled": accepts(proposing("x", charter.Expel, acme)),
	"expired": func(w *world) {
		guesting(w)
		w.wait(36 * day)
		w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})
	},
}

// A seat ends with the membership in which it was given, and does not come back with
// another: it is free for others, and what its holder did by it nobody does any more.
func TestSeatEndsWithMembership(t *testing.T) {
	t.Parallel()
	for name, ends := range endings {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, lasting())
			w.accept(seating("s", chartertest.Council, acme))
			w.must(as(acme), counting("before", 3))
			require.Equal(t, []string{acme}, w.sitting(chartertest.Council))
			require.Equal(t, "void", w.settle(seating("full", chartertest.Council, forum)).Status)

			ends(w)
			require.Empty(t, w.sitting(chartertest.Council))
			require.NotContains(t, w.sitting(chartertest.Board), acme)
			w.refused(refusal.SeatUnfit, as(acme), membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Council})
			w.seal()
			w.accept(seating("free", chartertest.Council, forum))

			w.enters(acme, "back")
			require.Equal(t, []string{forum}, w.sitting(chartertest.Council))
			w.refused(refusal.NotNamed, as(acme), counting("after", 4))
			w.refused(refusal.SeatUnfit, as(acme), membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board})
			w.accept(seating("anew", chartertest.Board, acme))
			require.Contains(t, w.sitting(chartertest.Board), acme)
			w.must(as(acme), counting("after", 4))
		})
	}
}

// What is over by its date leaves its seat too, before anybody has recorded the end.
func TestSeatEndsByDate(t *testing.T) {
	t.Parallel()
	w := ofFour(t, lasting())
	guesting(w)
	w.accept(seating("s", chartertest.Council, acme))
	w.seal()
	w.wait(36 * day)
	require.Empty(t, w.sitting(chartertest.Council))
	w.accept(seating("free", chartertest.Council, forum))
}

// A suspension ends no seat: who is reinstated sits again.
func TestSeatOutlastsSuspension(t *testing.T) {
	t.Parallel()
	w := ofFour(t, lasting())
	w.accept(proposing("s", charter.Suspend, acme))
	require.Contains(t, w.sitting(chartertest.Board), acme)
	w.refused(refusal.NotAMember, as(acme), counting("suspended", 3))
	w.accept(proposing("r", charter.Reinstate, acme))
	w.must(as(acme), counting("again", 3))
	w.accept(reclassifying("c", acme, func(p *membership.Propose) { p.Class = "guest" }))
	require.Contains(t, w.sitting(chartertest.Board), acme)
}

// A vote of those who sit in an organ does not call who sat there in another membership.
func TestOrganDoesNotCallWhoCameBack(t *testing.T) {
	t.Parallel()
	c := lasting()
	c.Rules[charter.Resolve].Electorate = &charter.Who{Organ: chartertest.Board}
	w := ofFour(t, c)
	left(acme)(w)
	w.enters(acme, "back")
	w.seal()
	w.must(as(cisco), resolving)
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: resolution}).Proposal.Electorate)
	w.refused(refusal.OutsideElectorate, as(acme), endorsing(resolution, charter.For))
}

// A mandate ends with the membership in which it was given.
func TestMandateEndsWithMembership(t *testing.T) {
	t.Parallel()
	for name, ends := range endings {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			until := untilMay.AddDate(1, 0, 0)
			w := ofFour(t, lasting())
			w.single(lab, "hub")
			mandate := proposing("m", charter.MandateAction, acme)
			mandate.Until = until
			w.accept(mandate)
			w.must(as(acme), joinsAs("before", zgc, "hub@academia"))
			ends(w)
			withdrawing := membership.Withdraw{Request: "w", As: zgc, Proposal: membership.ProposalID(zgc, "before")}
			w.refused(refusal.NoMandate, as(acme), withdrawing)
			require.True(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates[0].Over)
			w.enters(acme, "back")
			w.refused(refusal.NoMandate, as(acme), withdrawing)
			require.True(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates[0].Over)
			mandate.Request = "anew"
			w.accept(mandate)
			require.False(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates[0].Over)
			w.must(as(acme), joinsAs("after", zgc, knotOf(w)))
		})
	}
}

// knotOf founds another alliance, and returns its id.
func knotOf(w *world) string { return w.single(forum, "knot") }

// A proposal about a member is about the membership that ran when it was filed: if that
// has ended, it has nothing left to do, also if the party came back.
func TestProposalAboutAnEndedMembership(t *testing.T) {
	t.Parallel()
	mandate := proposing("p", charter.MandateAction, acme)
	mandate.Until = untilMay
	nothing := func(*world) {}
	suspends := func(request string) func(*world) { return accepts(proposing(request, charter.Suspend, acme)) }
	for name, row := range map[string]struct {
		about membership.Propose
		first func(*world) // before it is filed
		again func(*world) // once the party is back
	}{
		"seat":       {seating("p", chartertest.Council, acme), nothing, nothing},
		"vacate":     {vacating("p", chartertest.Board, acme), nothing, accepts(seating("s", chartertest.Board, acme))},
		"mandate":    {mandate, nothing, nothing},
		"reclassify": {toGuest, nothing, nothing},
		"regroup":    {grouping("p", acme, lab), nothing, nothing},
		"renew":      {proposing("p", charter.Renew, acme), nothing, nothing},
		"suspend":    {proposing("p", charter.Suspend, acme), nothing, nothing},
		"reinstate":  {proposing("p", charter.Reinstate, acme), suspends("s1"), suspends("s2")},
		"expel":      {proposing("p", charter.Expel, acme), nothing, nothing},
	} {
		t.Run("fail/"+name, func(t *testing.T) {
			t.Parallel()
			c := lasting()
			c.Rules[row.about.Action].Voting = "P7D"
			w := ofFour(t, c)
			row.first(w)
			w.seal()
			proposal := w.must(as(cisco), row.about).Proposal
			left(acme)(w)
			w.enters(acme, "back")
			row.again(w)
			before, seated := ask(w, membership.GetMembership{Alliance: zgc, Party: acme}), w.sitting(chartertest.Board)
			require.Equal(t, "void", w.votedOn(proposal, cisco, cas).Status)
			require.Equal(t, refusal.StateUnfit, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
			require.Equal(t, before, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}))
			require.Equal(t, seated, w.sitting(chartertest.Board))
		})
	}
}

// Nothing is given to a member by a transaction dated before its membership began, nor
// proposed about it: it would seem to be of another.
func TestNothingBeforeTheMembership(t *testing.T) {
	t.Parallel()
	w := ofFour(t, lasting())
	left(acme)(w)
	w.enters(acme, "back")
	since := w.now
	w.wait(-30 * time.Minute)
	for _, t := range []membership.Propose{seating("s", chartertest.Council, acme), proposing("x", charter.Expel, acme)} {
		w.refused(refusal.TimeReversed, as(cisco), t)
	}
	w.now = since
	w.accept(seating("s", chartertest.Council, acme))
}

// A right to vote rests on the membership that the seal counted: who has left and come
// back has it for what is put to the vote from then on. A vote that it had cast stands,
// unless the rule lets votes lapse.
func TestVoteOfAnotherMembership(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		suspended string
		lapsed    []string
		outcome   string
	}{
		"ok/stands": {"", nil, "accepted"},
		"ok/lapses": {charter.SuspendedLapse, []string{acme}, "rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) {
				rule := c.Rules[charter.Resolve]
				rule.Voting, rule.Timelock, rule.Early, rule.Suspended = "P7D", "", false, row.suspended
			}))
			w.must(as(cisco), resolving)
			second := resolving
			second.Request = "second"
			other := w.must(as(cisco), second).Proposal
			w.must(as(acme), endorsing(resolution, charter.For))
			left(acme)(w)
			w.enters(acme, "back")
			w.seal()
			w.refused(refusal.OutsideElectorate, as(acme), endorsing(other, charter.For))
			bylaws := ask(w, membership.GetCharter{Alliance: zgc}).Charter
			awaited, err := ask(w, membership.GetProposal{ID: other}).Awaited(bylaws, ask(w, membership.GetRoster{Alliance: zgc, At: "0"}).Members)
			require.NoError(t, err)
			require.Equal(t, []string{cas, cisco, forum}, awaited)
			w.must(as(cisco), endorsing(resolution, charter.For))
			require.Equal(t, map[bool]int{true: 2, false: 1}[row.lapsed == nil], ask(w, membership.GetProposal{ID: resolution}).Tally.For)
			w.wait(7 * day)
			require.Equal(t, row.outcome, w.must(as(lab), membership.Decide{Proposal: resolution}).Status)
			require.Equal(t, row.lapsed, ask(w, membership.GetProposal{ID: resolution}).Decision.Lapsed)

			third := resolving
			third.Request = "third"
			w.must(as(cisco), third)
			w.must(as(acme), endorsing(membership.ProposalID(cisco, "third"), charter.For))
		})
	}
}

// Nobody leaves what is over already: it would seem to have ended by its will.
func TestNobodyLeavesWhatIsOver(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	guesting(w)
	w.wait(35 * day)
	w.refused(refusal.NotAMember, as(acme), membership.Leave{Request: "l", Alliance: zgc})
	require.Equal(t, "expired", w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme}).Status)
	w.seal()
	w.accept(dissolving)
	w.refused(refusal.NotAMember, as(forum), membership.Leave{Request: "l", Alliance: zgc})
	require.Equal(t, "dissolved", w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: forum}).Status)
}
