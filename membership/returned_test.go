package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// lasting is the whole charter, in which guests may sit and a seat has no end.
func lasting() membership.Charter {
	return changed(func(c *membership.Charter) {
		c.Organs[1].Duration, c.Organs[1].Seats = "", 1
		guest := &c.Classes[len(c.Classes)-1]
		guest.Rights = append(guest.Rights, membership.SeatRight)
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
	"expelled": accepts(proposing("x", membership.Expel, acme)),
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
			w.accept(seating("s", council, acme))
			w.must(as(acme), counting("before", 3))
			require.Equal(t, []string{acme}, w.sitting(council))
			require.Equal(t, "void", w.settle(seating("full", council, forum)).Status)

			ends(w)
			require.Empty(t, w.sitting(council))
			require.NotContains(t, w.sitting(board), acme)
			w.refused(membership.SeatUnfit, as(acme), membership.VacateSeat{Request: "v", Alliance: zgc, Organ: council})
			w.seal()
			w.accept(seating("free", council, forum))

			w.enters(acme, "back")
			require.Equal(t, []string{forum}, w.sitting(council))
			w.refused(membership.NotNamed, as(acme), counting("after", 4))
			w.refused(membership.SeatUnfit, as(acme), membership.VacateSeat{Request: "v", Alliance: zgc, Organ: board})
			w.accept(seating("anew", board, acme))
			require.Contains(t, w.sitting(board), acme)
			w.must(as(acme), counting("after", 4))
		})
	}
}

// What is over by its date leaves its seat too, before anybody has recorded the end.
func TestSeatEndsByDate(t *testing.T) {
	t.Parallel()
	w := ofFour(t, lasting())
	guesting(w)
	w.accept(seating("s", council, acme))
	w.seal()
	w.wait(36 * day)
	require.Empty(t, w.sitting(council))
	w.accept(seating("free", council, forum))
}

// A suspension ends no seat: who is reinstated sits again.
func TestSeatOutlastsSuspension(t *testing.T) {
	t.Parallel()
	w := ofFour(t, lasting())
	w.accept(proposing("s", membership.Suspend, acme))
	require.Contains(t, w.sitting(board), acme)
	w.refused(membership.NotAMember, as(acme), counting("suspended", 3))
	w.accept(proposing("r", membership.Reinstate, acme))
	w.must(as(acme), counting("again", 3))
	w.accept(reclassifying("c", acme, func(p *membership.Propose) { p.Class = "guest" }))
	require.Contains(t, w.sitting(board), acme)
}

// A vote of those who sit in an organ does not call who sat there in another membership.
func TestOrganDoesNotCallWhoCameBack(t *testing.T) {
	t.Parallel()
	charter := lasting()
	charter.Rules[membership.Resolve].Electorate = &membership.Who{Organ: board}
	w := ofFour(t, charter)
	left(acme)(w)
	w.enters(acme, "back")
	w.seal()
	w.must(as(cisco), resolving)
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: resolution}).Proposal.Electorate)
	w.refused(membership.OutsideElectorate, as(acme), endorsing(resolution, membership.For))
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
			mandate := proposing("m", membership.MandateAction, acme)
			mandate.Until = until
			w.accept(mandate)
			w.must(as(acme), joinsAs("before", zgc, "hub@academia"))
			ends(w)
			withdrawing := membership.Withdraw{Request: "w", As: zgc, Proposal: membership.ProposalID(zgc, "before")}
			w.refused(membership.NoMandate, as(acme), withdrawing)
			require.True(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates[0].Over)
			w.enters(acme, "back")
			w.refused(membership.NoMandate, as(acme), withdrawing)
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
	mandate := proposing("p", membership.MandateAction, acme)
	mandate.Until = untilMay
	nothing := func(*world) {}
	suspends := func(request string) func(*world) { return accepts(proposing(request, membership.Suspend, acme)) }
	for name, row := range map[string]struct {
		about membership.Propose
		first func(*world) // before it is filed
		again func(*world) // once the party is back
	}{
		"seat":       {seating("p", council, acme), nothing, nothing},
		"vacate":     {vacating("p", board, acme), nothing, accepts(seating("s", board, acme))},
		"mandate":    {mandate, nothing, nothing},
		"reclassify": {toGuest, nothing, nothing},
		"regroup":    {grouping("p", acme, lab), nothing, nothing},
		"renew":      {proposing("p", membership.Renew, acme), nothing, nothing},
		"suspend":    {proposing("p", membership.Suspend, acme), nothing, nothing},
		"reinstate":  {proposing("p", membership.Reinstate, acme), suspends("s1"), suspends("s2")},
		"expel":      {proposing("p", membership.Expel, acme), nothing, nothing},
	} {
		t.Run("fail/"+name, func(t *testing.T) {
			t.Parallel()
			charter := lasting()
			charter.Rules[row.about.Action].Voting = "P7D"
			w := ofFour(t, charter)
			row.first(w)
			w.seal()
			proposal := w.must(as(cisco), row.about).Proposal
			left(acme)(w)
			w.enters(acme, "back")
			row.again(w)
			before, seated := ask(w, membership.GetMembership{Alliance: zgc, Party: acme}), w.sitting(board)
			require.Equal(t, "void", w.votedOn(proposal, cisco, cas).Status)
			require.Equal(t, membership.StateUnfit, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
			require.Equal(t, before, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}))
			require.Equal(t, seated, w.sitting(board))
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
	for _, t := range []membership.Propose{seating("s", council, acme), proposing("x", membership.Expel, acme)} {
		w.refused(membership.TimeReversed, as(cisco), t)
	}
	w.now = since
	w.accept(seating("s", council, acme))
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
		"ok/lapses": {membership.SuspendedLapse, []string{acme}, "rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, changed(func(c *membership.Charter) {
				rule := c.Rules[membership.Resolve]
				rule.Voting, rule.Timelock, rule.Early, rule.Suspended = "P7D", "", false, row.suspended
			}))
			w.must(as(cisco), resolving)
			second := resolving
			second.Request = "second"
			other := w.must(as(cisco), second).Proposal
			w.must(as(acme), endorsing(resolution, membership.For))
			left(acme)(w)
			w.enters(acme, "back")
			w.seal()
			w.refused(membership.OutsideElectorate, as(acme), endorsing(other, membership.For))
			charter := ask(w, membership.GetCharter{Alliance: zgc}).Charter
			awaited, err := ask(w, membership.GetProposal{ID: other}).Awaited(charter, ask(w, membership.GetRoster{Alliance: zgc, At: "0"}).Members)
			require.NoError(t, err)
			require.Equal(t, []string{cas, cisco, forum}, awaited)
			w.must(as(cisco), endorsing(resolution, membership.For))
			require.Equal(t, map[bool]int{true: 2, false: 1}[row.lapsed == nil], ask(w, membership.GetProposal{ID: resolution}).Tally.For)
			w.wait(7 * day)
			require.Equal(t, row.outcome, w.must(as(lab), membership.Decide{Proposal: resolution}).Status)
			require.Equal(t, row.lapsed, ask(w, membership.GetProposal{ID: resolution}).Decision.Lapsed)

			third := resolving
			third.Request = "third"
			w.must(as(cisco), third)
			w.must(as(acme), endorsing(membership.ProposalID(cisco, "third"), membership.For))
		})
	}
}

// Nobody leaves what is over already: it would seem to have ended by its will.
func TestNobodyLeavesWhatIsOver(t *testing.T) {
	t.Parallel()
	w := ofFour(t, whole())
	guesting(w)
	w.wait(35 * day)
	w.refused(membership.NotAMember, as(acme), membership.Leave{Request: "l", Alliance: zgc})
	require.Equal(t, "expired", w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme}).Status)
	w.seal()
	w.accept(dissolving)
	w.refused(membership.NotAMember, as(forum), membership.Leave{Request: "l", Alliance: zgc})
	require.Equal(t, "dissolved", w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: forum}).Status)
}
