package membership_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// electingSeats is a charter by which a council of so many seats is elected by most votes, changed.
func electingSeats(seats int, change func(*charter.Organ, *charter.Election)) charter.Charter {
	c := electing(func(r *charter.Rule) {
		r.Pass = chartertest.ForVotes(1)
		r.Election = &charter.Election{Method: election.Approval}
	})
	council := &c.Organs[1]
	council.Seats, council.Duration = seats, ""
	change(council, c.Rules[charter.Elect+"/"+chartertest.Council].Election)
	return c
}

// elects holds an election of the council: cas votes for all of the first list, cisco for those of the
// second besides, so that they come first. It returns the proposal's id.
func (w *world) elects(request string, seats int, candidates []string, changes ...func(*membership.Propose)) string {
	w.t.Helper()
	p := membership.Propose{Request: request, Alliance: zgc, Action: charter.Elect, Organ: chartertest.Council, Seats: seats}
	for _, change := range changes {
		change(&p)
	}
	w.must(as(cisco), p)
	id := membership.ProposalID(cisco, request)
	for _, candidate := range candidates {
		w.must(as(candidate), membership.Nominate{Request: request + "-n", Proposal: id})
	}
	w.wait(time.Hour)
	w.must(as(lab), membership.PutToVote{Proposal: id})
	names := ask(w, membership.GetProposal{ID: id}).Proposal.Candidates
	for i, voter := range []string{cisco, cas, forum, acme} { // the first candidate has most votes
		var ranking []string
		for _, one := range candidates[:max(1, len(candidates)-i)] {
			for _, name := range names {
				if name == one {
					ranking = append(ranking, one)
				}
			}
		}
		if p.Class != "" && ask(w, membership.GetMembership{Alliance: zgc, Party: voter}).Class != p.Class {
			continue
		}
		if len(ranking) == 0 {
			continue
		}
		vote := endorsing(id, charter.For)
		vote.Request, vote.Ranking = request+"-v", ranking
		w.must(as(voter), vote)
	}
	w.wait(time.Hour)
	w.must(as(lab), membership.Decide{Proposal: id})
	return id
}

func rest(p *membership.Propose) { p.ByElection = true }

func (w *world) seatOf(party string) membership.SeatNow {
	w.t.Helper()
	for _, seat := range ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Council}).Seats {
		if seat.Party == party {
			return seat
		}
	}
	require.Fail(w.t, "no seat", party)
	return membership.SeatNow{}
}

func (w *world) vacates(party, request string) {
	w.t.Helper()
	w.must(as(party), membership.VacateSeat{Request: request, Alliance: zgc, Organ: chartertest.Council})
}

func filling(party string) membership.FillSeat {
	return membership.FillSeat{Alliance: zgc, Organ: chartertest.Council, Party: party}
}

// A third of three leaves at each election: who has sat longest, of those elected together the last.
func TestRotation(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electingSeats(3, func(_ *charter.Organ, e *charter.Election) { e.Retires = "1/3" }))
	w.elects("one", 3, []string{acme, cas, forum})
	require.ElementsMatch(t, []string{acme, cas, forum}, w.sitting(chartertest.Council))
	require.Equal(t, 3, w.seatOf(forum).Rank)

	id := w.elects("two", 1, []string{cisco, acme})
	p := ask(w, membership.GetProposal{ID: id}).Proposal
	require.Equal(t, []string{forum}, p.Retiring)
	require.Equal(t, []string{cisco}, p.Candidates, "acme sits and does not retire")
	require.ElementsMatch(t, []string{acme, cas, cisco}, w.sitting(chartertest.Council))
	w.refused(refusal.NoVacancy, as(lab), filling(forum))

	require.Equal(t, []string{cas}, ask(w, membership.GetProposal{ID: w.elects("three", 1, []string{cas})}).Proposal.Retiring)
	require.ElementsMatch(t, []string{acme, cas, cisco}, w.sitting(chartertest.Council), "elected again")
	require.Equal(t, []string{acme}, ask(w, membership.GetProposal{ID: w.elects("four", 1, []string{forum})}).Proposal.Retiring)
	require.Equal(t, []string{cisco}, ask(w, membership.GetProposal{ID: w.elects("five", 1, []string{acme})}).Proposal.Retiring, "cas began anew")
}

// The first who are elected sit for different terms, those after them for the organ's duration.
func TestStaggeredTerms(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electingSeats(3, func(o *charter.Organ, e *charter.Election) {
		o.Duration, e.Stagger = "P30D", []form.Duration{"P30D", "P20D", "P10D"}
	}))
	w.elects("one", 3, []string{acme, cas, forum})
	began := w.seatOf(acme).From.Time
	for days, party := range map[int]string{30: acme, 20: cas, 10: forum} {
		require.Equal(t, began.AddDate(0, 0, days), w.seatOf(party).Until, party)
	}
	w.wait(10 * 24 * time.Hour)
	w.elects("two", 1, []string{forum})
	seat := w.seatOf(forum)
	require.Equal(t, seat.From.Time.AddDate(0, 0, 30), seat.Until)
}

// Who comes next takes a seat that falls vacant, for the rest of its term; then the one after.
func TestAlternates(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electingSeats(1, func(o *charter.Organ, e *charter.Election) { o.Duration, e.Alternates = "P30D", 2 }))
	id := w.elects("one", 1, []string{acme, cas, forum})
	require.Equal(t, []string{cas, forum}, ask(w, membership.GetProposal{ID: id}).Proposal.Alternates)
	until := w.seatOf(acme).Until
	w.refused(refusal.NoVacancy, as(lab), filling(acme))
	w.refused(refusal.NoVacancy, as(lab), filling(cas))

	w.vacates(acme, "v")
	w.wait(time.Hour)
	event := w.must(as(lab), filling(acme))
	require.Equal(t, membership.SeatFilled, event.Type)
	require.Equal(t, cas, event.Party)
	seat := w.seatOf(cas)
	require.Equal(t, until, seat.Until)
	require.Equal(t, acme, seat.Succeeds)
	require.Equal(t, cas, w.seatOf(acme).Succeeded.Party)
	again, err := w.apply(as(forum), filling(acme))
	require.NoError(t, err)
	require.Equal(t, event, again, "the first time answers")

	w.vacates(cas, "w")
	suspended(forum)(w)
	w.refused(refusal.NoAlternate, as(lab), filling(cas))
	w.accept(proposing("back", charter.Reinstate, forum))
	require.Equal(t, forum, w.must(as(lab), filling(cas)).Party)
	require.Equal(t, []string{forum}, w.sitting(chartertest.Council))
	w.vacates(forum, "x")
	w.refused(refusal.NoAlternate, as(lab), filling(forum))
	w.wait(40 * 24 * time.Hour)
	w.refused(refusal.NoVacancy, as(lab), filling(forum))
}

// A seat also falls vacant with its holder's membership.
func TestAlternateOfAFormerMember(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electingSeats(1, func(_ *charter.Organ, e *charter.Election) { e.Alternates = 1 }))
	w.elects("one", 1, []string{acme, cas})
	w.must(as(acme), membership.Leave{Request: "l", Alliance: zgc})
	require.Equal(t, cas, w.must(as(lab), filling(acme)).Party)
	require.Zero(t, w.seatOf(cas).Until)
}

// A by-election fills what fell vacant, for the rest of the terms, and nobody leaves by it.
func TestByElection(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electingSeats(3, func(o *charter.Organ, e *charter.Election) {
		o.Duration, e.Renews, e.ByElections = "P30D", true, true
	}))
	w.elects("one", 2, []string{acme, cas})
	by := membership.Propose{Request: "by", Alliance: zgc, Action: charter.Elect, Organ: chartertest.Council, Seats: 1, ByElection: true}
	w.refused(refusal.NoVacancy, as(cisco), by)
	until := w.seatOf(acme).Until
	w.wait(24 * time.Hour)
	w.vacates(acme, "v")
	by.Seats = 2
	w.refused(refusal.TooMany, as(cisco), by)
	id := w.elects("two", 1, []string{forum, cas}, rest)
	require.Equal(t, []string{forum}, ask(w, membership.GetProposal{ID: id}).Proposal.Candidates, "cas sits")
	require.ElementsMatch(t, []string{cas, forum}, w.sitting(chartertest.Council))
	require.Equal(t, until, w.seatOf(forum).Until)
	require.Equal(t, acme, w.seatOf(forum).Succeeds)

	w.vacates(cas, "w")
	w.elects("three", 1, []string{cisco})
	require.Equal(t, []string{cisco}, w.sitting(chartertest.Council), "all is renewed")
	by.Seats, by.Request = 1, "none"
	w.refused(refusal.NoVacancy, as(cisco), by)
}

// What somebody was given for a full term is no vacancy of a former one any more.
func TestAFullTermFillsAVacancy(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electingSeats(2, func(o *charter.Organ, e *charter.Election) { o.Duration, e.ByElections = "P30D", true }))
	w.elects("one", 2, []string{acme, cas})
	w.vacates(acme, "v")
	w.accept(seating("s", chartertest.Council, forum))
	require.Empty(t, w.seatOf(acme).Succeeded.Party)
	w.vacates(forum, "w")
	id := w.elects("two", 1, []string{acme}, rest)
	require.Equal(t, membership.Accepted, ask(w, membership.GetProposal{ID: id}).Proposal.Status)
	require.Equal(t, forum, w.seatOf(acme).Succeeds)
}

// Terms are counted as they are recorded, in a row and in all.
func TestTermLimits(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		limit charter.TermLimit
		scene func(*world)
		fit   bool
	}{
		"ok/one of two":        {charter.TermLimit{InRow: 2, Pause: "P60D"}, func(w *world) { w.serves(1) }, true},
		"ok/after a pause":     {charter.TermLimit{InRow: 2, Pause: "P60D"}, func(w *world) { w.serves(2); w.wait(53 * 24 * time.Hour) }, true},
		"ok/no limit of a row": {charter.TermLimit{InAll: 3}, func(w *world) { w.serves(2) }, true},
		"ok/the rest of a term": {charter.TermLimit{InAll: 1}, func(w *world) {
			w.elects("first", 1, []string{cas})
			w.vacates(cas, "v")
			w.elects("rest", 1, []string{acme}, rest)
			w.wait(31 * 24 * time.Hour)
		}, true},
		"fail/two of two":    {charter.TermLimit{InRow: 2, Pause: "P60D"}, func(w *world) { w.serves(2) }, false},
		"fail/a short pause": {charter.TermLimit{InRow: 2, Pause: "P60D"}, func(w *world) { w.serves(2); w.wait(52 * 24 * time.Hour) }, false},
		"fail/three in all":  {charter.TermLimit{InRow: 2, InAll: 3, Pause: "P1D"}, func(w *world) { w.serves(3) }, false},
		"fail/while it sits": {charter.TermLimit{InAll: 1}, func(w *world) { w.elects("first", 1, []string{acme}) }, false},
		"fail/one given up":  {charter.TermLimit{InAll: 1}, func(w *world) { w.elects("first", 1, []string{acme}); w.vacates(acme, "v") }, false},
		"fail/a rest, counted": {charter.TermLimit{InAll: 1, Rests: true}, func(w *world) {
			w.elects("first", 1, []string{cas})
			w.vacates(cas, "v")
			w.elects("rest", 1, []string{acme}, rest)
			w.wait(31 * 24 * time.Hour)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, electingSeats(1, func(o *charter.Organ, e *charter.Election) {
				o.Duration, o.Terms, e.ByElections = "P30D", &row.limit, true
			}))
			row.scene(w)
			w.must(as(cisco), membership.Propose{Request: "next", Alliance: zgc, Action: charter.Elect, Organ: chartertest.Council, Seats: 1})
			nominate := membership.Nominate{Request: "n", Proposal: membership.ProposalID(cisco, "next")}
			if row.fit {
				w.must(as(acme), nominate)
			} else {
				w.refused(refusal.SeatUnfit, as(acme), nominate)
			}
		})
	}
}

// serves has acme sit for so many terms, with a week between them.
func (w *world) serves(terms int) {
	for i := range terms {
		w.elects("term-"+strconv.Itoa(i), 1, []string{acme})
		w.wait(37 * 24 * time.Hour)
	}
}

var seatingRefusals = map[string]denial{
	"fail/elect: a class, and no tiers": inElection(refusal.Unwanted, func(*world) {}, cisco, changedCouncil(ofClass("full"))),
	"fail/elect: a class, by version 5": {refusal.Unwanted, func(t *testing.T) error {
		w := ofFour(t, electing())
		w.engine = charter.EngineFive
		_, err := w.apply(as(cisco), changedCouncil(ofClass("full")))
		return err
	}},
	"fail/by-election: not in the charter": inElection(refusal.Unwanted, func(*world) {}, cisco, changedCouncil(rest)),
	"fail/by-election: of a resolution":    by(refusal.Unwanted, cisco, proposed(charter.Dissolve, rest)),
	"fail/by-election: nothing vacant": {refusal.NoVacancy, func(t *testing.T) error {
		w := ofFour(t, electing(func(r *charter.Rule) { r.Election.ByElections = true }))
		_, err := w.apply(as(cisco), changedCouncil(rest))
		return err
	}},
	"fail/by-election: by version 5": {refusal.UnknownField, func(t *testing.T) error {
		w := ofFour(t, electing())
		w.engine = charter.EngineFive
		_, err := w.apply(as(cisco), changedCouncil(rest))
		return err
	}},
	"fail/fill: nobody sat":    inElection(refusal.NoVacancy, func(*world) {}, lab, filling(acme)),
	"fail/fill: unknown organ": inElection(refusal.UnknownOrgan, func(*world) {}, lab, membership.FillSeat{Alliance: zgc, Organ: "senate", Party: acme}),
	"fail/fill: no alliance":   inElection(refusal.UnknownRecord, func(*world) {}, lab, membership.FillSeat{Alliance: "none@industry", Organ: chartertest.Council, Party: acme}),
	"fail/fill: no alternates": inElection(refusal.NoAlternate, func(w *world) { w.accept(seating("s", chartertest.Council, acme)); w.vacates(acme, "v") }, lab, filling(acme)),
	"fail/fill: a founder's": inElection(refusal.NoAlternate, func(w *world) {
		w.must(as(acme), membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board})
	}, lab, membership.FillSeat{Alliance: zgc, Organ: chartertest.Board, Party: acme}),
	"fail/fill: before it fell": inElection(refusal.TimeReversed, func(w *world) {
		w.accept(seating("s", chartertest.Council, acme))
		w.vacates(acme, "v")
		w.wait(-30 * time.Minute)
	}, lab, filling(acme)),
	"fail/fill: no slug": inElection(refusal.BadID, func(*world) {}, lab, membership.FillSeat{Alliance: zgc, Organ: "Council", Party: acme}),
	"fail/fill: by version 5": {refusal.UnknownTransaction, func(t *testing.T) error {
		w := ofFour(t, electing())
		w.engine = charter.EngineFive
		_, err := w.apply(as(lab), filling(acme))
		return err
	}},
}

// tiered is a charter by which full members have one seat in the council for every two of them, at most
// two, and guests have one.
func tiered(change func(*charter.Organ, *charter.Election)) charter.Charter {
	c := electingSeats(3, func(o *charter.Organ, e *charter.Election) {
		o.Tiers = []charter.SeatTier{{Classes: []string{"full"}, Per: 2, Most: 2}, {Classes: []string{"guest"}, Seats: 1}}
		o.Who = &charter.Who{Classes: []string{"full", "guest"}}
		change(o, e)
	})
	return c
}

func ofClass(class string) func(*membership.Propose) {
	return func(p *membership.Propose) { p.Class = class }
}

// As many seats as the members have whom the last seal counts, and no more; who sits when their number falls stays.
func TestSeatsByTier(t *testing.T) {
	t.Parallel()
	w := ofFour(t, tiered(func(*charter.Organ, *charter.Election) {}))
	w.refused(refusal.Required, as(cisco), changedCouncil(func(p *membership.Propose) { p.Seats = 1 }))
	w.refused(refusal.UnknownClass, as(cisco), changedCouncil(ofClass("observer")))
	w.refused(refusal.TooMany, as(cisco), changedCouncil(func(p *membership.Propose) { p.Class, p.Seats = "full", 3 }))
	w.refused(refusal.TooMany, as(cisco), changedCouncil(ofClass("guest")))
	w.elects("one", 2, []string{acme, cas}, ofClass("full"))
	require.ElementsMatch(t, []string{acme, cas}, w.sitting(chartertest.Council))
	require.Equal(t, "full", w.seatOf(acme).Class)

	w.accept(reclassifying("guest", forum, func(p *membership.Propose) { p.Class = "guest" }))
	w.seal()
	require.ElementsMatch(t, []string{acme, cas}, w.sitting(chartertest.Council), "three have one seat; both stay")
	w.vacates(acme, "v")
	require.Equal(t, "void", w.settle(seating("again", chartertest.Council, acme)).Status, "cas has the one seat that is left")
	w.accept(seating("guest-seat", chartertest.Council, forum))
	require.ElementsMatch(t, []string{cas, forum}, w.sitting(chartertest.Council))
	w.vacates(cas, "w")
	w.accept(seating("at-last", chartertest.Council, acme))
	require.ElementsMatch(t, []string{acme, forum}, w.sitting(chartertest.Council))
}

// A tier is renewed, and filled by its alternates, by itself.
func TestElectionOfATier(t *testing.T) {
	t.Parallel()
	w := ofFour(t, tiered(func(_ *charter.Organ, e *charter.Election) { e.Renews, e.Alternates, e.OwnTier = true, 1, true }))
	w.accept(reclassifying("guest", forum, func(p *membership.Propose) { p.Class = "guest" }))
	w.seal()
	w.accept(seating("guest-seat", chartertest.Council, forum))
	id := w.elects("one", 1, []string{acme, cas}, ofClass("full"))
	require.ElementsMatch(t, []string{acme, forum}, w.sitting(chartertest.Council), "the guests' seat is of another tier")
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: id}).Proposal.Electorate, "full members alone")
	w.refused(refusal.SeatUnfit, as(forum), func() membership.Nominate {
		w.must(as(cisco), membership.Propose{Request: "other", Alliance: zgc, Action: charter.Elect, Organ: chartertest.Council, Seats: 1, Class: "full"})
		return membership.Nominate{Request: "n", Proposal: membership.ProposalID(cisco, "other")}
	}())
	w.vacates(acme, "v")
	require.Equal(t, cas, w.must(as(lab), filling(acme)).Party)
	require.Equal(t, "full", w.seatOf(cas).Class)
	decision, grounds := w.groundsOf(id)
	again, err := membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, decision, again)
}
