package membership_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/election"
	"allianceregistry/membership/refusal"
)

// electing is a charter by which the council of two seats is elected.
func electing(changes ...func(*charter.Rule)) charter.Charter {
	return chartertest.WholeElecting(func(r *charter.Rule) {
		for _, change := range changes {
			change(r)
		}
	})
}

// council is the election of the council.
var council = membership.Propose{Request: "elect", Alliance: zgc, Action: charter.Elect, Organ: chartertest.Council, Seats: 2}

var electionOfCouncil = membership.ProposalID(cisco, "elect")

func nominating(request string) membership.Nominate {
	return membership.Nominate{Request: request, Proposal: electionOfCouncil}
}

func ranking(names ...string) membership.Endorse {
	t := endorsing(electionOfCouncil, charter.For)
	t.Ranking = names
	return t
}

// discussed files the election of the council, in which some stand, and opens its vote.
func discussed(candidates ...string) func(*world) {
	return func(w *world) {
		w.must(as(cisco), council)
		for _, one := range candidates {
			w.must(as(one), nominating("nominate"))
		}
		w.wait(time.Hour)
		w.must(as(lab), membership.PutToVote{Proposal: electionOfCouncil})
	}
}

// ballots votes, each with its list.
func ballots(lists map[string][]string) func(*world) {
	return func(w *world) {
		for _, voter := range []string{cisco, cas, forum, acme} {
			if list := lists[voter]; list != nil {
				w.must(as(voter), ranking(list...))
			}
		}
	}
}

// An election runs from its filing to the seats that it gives, and is decided again from what
// was asked, to the letter.
func TestElection(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electing())
	discussed(acme, cas, forum)(w)
	p := ask(w, membership.GetProposal{ID: electionOfCouncil})
	require.Len(t, p.Nominations, 3)
	require.Equal(t, []string{acme, cas, forum}, p.Proposal.Candidates)
	ballots(map[string][]string{cisco: {acme, cas}, cas: {cas}, forum: {acme, forum}, acme: {acme, cas}})(w)
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: electionOfCouncil}).Status)
	decision, grounds := w.groundsOf(electionOfCouncil)
	require.Equal(t, []string{acme, cas}, decision.Election.Elected)
	require.Equal(t, int64(2), decision.Election.Quota)
	require.Equal(t, []election.CandidateVotes{{Candidate: cas, Votes: "5/3"}, {Candidate: forum, Votes: "1/3"}}, decision.Election.Rounds[1].Counts)
	require.Equal(t, []string{acme, cas}, ask(w, membership.GetProposal{ID: electionOfCouncil}).Proposal.Elected)
	require.ElementsMatch(t, []string{acme, cas}, w.sitting(chartertest.Council))
	again, err := membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, decision, again)

	forged := decision
	result := *decision.Election
	result.Elected = []string{acme, forum}
	forged.Election = &result
	again, err = membership.Redecide(forged, grounds)
	require.NoError(t, err)
	require.NotEqual(t, forged, again, "a forged count is found")
	require.Equal(t, decision, again)

	w.must(as(cisco), func() membership.Propose { next := council; next.Request = "next"; return next }())
	id := membership.ProposalID(cisco, "next")
	for _, one := range []string{acme, forum} {
		w.must(as(one), membership.Nominate{Request: "again", Proposal: id})
	}
	w.wait(time.Hour)
	w.must(as(lab), membership.PutToVote{Proposal: id})
	for _, voter := range []string{cisco, cas} {
		vote := endorsing(id, charter.For)
		vote.Request, vote.Ranking = "vote-next", []string{forum, acme}
		w.must(as(voter), vote)
	}
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: id}).Status)
	require.ElementsMatch(t, []string{acme, forum}, w.sitting(chartertest.Council), "cas left, acme sits again")
}

// How an election can end otherwise.
func TestElectionEnds(t *testing.T) {
	t.Parallel()
	plurality := func(r *charter.Rule) {
		r.Election = &charter.Election{Method: election.Plurality, Ties: election.TiesUndecided}
	}
	for name, row := range map[string]struct {
		rules   charter.Charter
		scene   func(*world)
		outcome string
		sitting []string
	}{
		"ok/too few took part": {electing(), func(w *world) {
			discussed(acme)(w)
			ballots(map[string][]string{cisco: {acme}})(w)
		}, "rejected", nil},
		"ok/none of them": {electing(func(r *charter.Rule) {
			r.Pass = charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountCast}
		}), func(w *world) {
			discussed(acme)(w)
			ballots(map[string][]string{cisco: {acme}})(w)
			for _, voter := range []string{cas, forum} {
				w.must(as(voter), endorsing(electionOfCouncil, charter.Against))
			}
		}, "rejected", nil},
		"ok/undecided": {electing(plurality), func(w *world) {
			discussed(acme, cas, forum)(w)
			ballots(map[string][]string{cisco: {acme, cas}, cas: {acme, forum}})(w)
		}, "accepted", []string{acme}},
		"ok/undecided, all": {electing(plurality), func(w *world) {
			discussed(acme, cas, forum)(w)
			ballots(map[string][]string{cisco: {acme, cas}, cas: {forum}})(w)
		}, "rejected", nil},
		"ok/weighed": {electing(func(r *charter.Rule) {
			r.Election = &charter.Election{Method: election.Approval, Measure: chartertest.Population}
			r.Pass = chartertest.ForVotes(1)
		}), func(w *world) {
			w.accept(reclassifying("w", acme, func(p *membership.Propose) { p.Weights = charter.Weights{chartertest.Population: 30} }))
			w.seal()
			discussed(acme, cas, forum)(w)
			ballots(map[string][]string{cisco: {cas, forum}, forum: {cas, forum}, acme: {acme}})(w)
		}, "accepted", []string{acme, cas}},
		"ok/who was suspended is passed over": {electing(), func(w *world) {
			discussed(acme, cas, forum)(w)
			ballots(map[string][]string{cisco: {acme, cas}, cas: {acme, forum}})(w)
			suspended(acme)(w)
		}, "accepted", []string{cas, forum}},
		"ok/only empty seats": {electing(func(r *charter.Rule) { r.Election.Renews = false }), func(w *world) {
			w.accept(seating("s", chartertest.Council, acme))
			one := council
			one.Seats = 1
			w.must(as(cisco), one)
			for _, candidate := range []string{acme, cas} {
				w.must(as(candidate), nominating("nominate"))
			}
			w.wait(time.Hour)
			w.must(as(lab), membership.PutToVote{Proposal: electionOfCouncil})
			ballots(map[string][]string{cisco: {acme, cas}, cas: {acme}})(w)
		}, "accepted", []string{acme, cas}},
		"ok/no empty seat": {electing(func(r *charter.Rule) { r.Election.Renews = false }), func(w *world) {
			w.accept(seating("s", chartertest.Council, acme))
			discussed(cas, forum)(w)
			ballots(map[string][]string{cisco: {cas, forum}, cas: {cas}})(w)
		}, "void", []string{acme}},
		"ok/affiliates are one": {electing(func(r *charter.Rule) {
			r.Affiliates = charter.AffiliatesOne
			r.Election.Method, r.Pass = election.Plurality, chartertest.ForVotes(1)
		}), func(w *world) {
			for _, party := range []string{forum, acme} {
				w.accept(reclassifying("g"+party[:2], party, func(p *membership.Propose) { p.Group = forum }))
			}
			w.seal()
			discussed(acme, cisco, cas)(w)
			ballots(map[string][]string{cisco: {cisco}, cas: {cas, cisco}, forum: {acme, cas}, acme: {cas, acme}})(w)
		}, "accepted", []string{cas, cisco}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, row.rules)
			row.scene(w)
			w.wait(time.Hour)
			require.Equal(t, row.outcome, w.must(as(lab), membership.Decide{Proposal: electionOfCouncil}).Status)
			require.ElementsMatch(t, row.sitting, w.sitting(chartertest.Council))
			decision, grounds := w.groundsOf(electionOfCouncil)
			again, err := membership.Redecide(decision, grounds)
			require.NoError(t, err)
			require.Equal(t, decision, again)
		})
	}
}

// After a timelock the elected take their seats who still may.
func TestElectionTimelocked(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electing(func(r *charter.Rule) { r.Timelock = "PT1H" }))
	discussed(acme, cas, forum)(w)
	ballots(map[string][]string{cisco: {acme}, cas: {cas, acme}, acme: {acme}})(w)
	w.wait(time.Hour)
	w.must(as(lab), membership.Decide{Proposal: electionOfCouncil})
	require.Empty(t, w.sitting(chartertest.Council))
	suspended(acme)(w)
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Enact{Proposal: electionOfCouncil}).Status)
	require.Equal(t, []string{cas}, w.sitting(chartertest.Council))
}

// Who steps back does not stand, and may stand again; nobody does once the vote is open.
func TestNominations(t *testing.T) {
	t.Parallel()
	w := ofFour(t, electing())
	w.must(as(cisco), council)
	w.must(as(acme), nominating("one"))
	back := nominating("two")
	back.Withdraw = true
	require.Equal(t, membership.NominationWithdrawn, w.must(as(acme), back).Type)
	w.must(as(cas), nominating("one"))
	back.Request = "three"
	w.refused(refusal.NotACandidate, as(acme), back)
	w.wait(time.Hour)
	w.must(as(lab), membership.PutToVote{Proposal: electionOfCouncil})
	require.Equal(t, []string{cas}, ask(w, membership.GetProposal{ID: electionOfCouncil}).Proposal.Candidates)
	w.refused(refusal.NotFiled, as(acme), nominating("four"))
	require.True(t, slices.ContainsFunc(ask(w, membership.GetProposal{ID: electionOfCouncil}).Nominations, func(n membership.Nomination) bool { return n.Withdrawn }))
}

// inElection is a refusal in an election of the council.
func inElection(code refusal.Code, scene func(*world), party string, transaction membership.Transaction) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, electing())
		scene(w)
		_, err := w.apply(as(party), transaction)
		return err
	}}
}

func filedElection(w *world) { w.must(as(cisco), council) }

func changedCouncil(change func(*membership.Propose)) membership.Propose {
	t := council
	change(&t)
	return t
}

func changedRanking(change func(*membership.Endorse)) membership.Endorse {
	t := ranking(acme)
	change(&t)
	return t
}

var electionRefusals = map[string]denial{
	"fail/elect: no organ":              inElection(refusal.Required, func(*world) {}, cisco, changedCouncil(func(p *membership.Propose) { p.Organ = "" })),
	"fail/elect: unknown organ":         inElection(refusal.NoRule, func(*world) {}, cisco, changedCouncil(func(p *membership.Propose) { p.Organ = "senate" })),
	"fail/elect: no rule for it":        inElection(refusal.NoRule, func(*world) {}, cisco, changedCouncil(func(p *membership.Propose) { p.Organ = chartertest.Board })),
	"fail/elect: no seats":              inElection(refusal.Required, func(*world) {}, cisco, changedCouncil(func(p *membership.Propose) { p.Seats = 0 })),
	"fail/elect: minus one seat":        inElection(refusal.Required, func(*world) {}, cisco, changedCouncil(func(p *membership.Propose) { p.Seats = -1 })),
	"fail/elect: too many seats":        inElection(refusal.TooMany, func(*world) {}, cisco, changedCouncil(func(p *membership.Propose) { p.Seats = 3 })),
	"fail/elect: seats of a resolution": by(refusal.Unwanted, cisco, proposed(charter.Dissolve, func(p *membership.Propose) { p.Seats = 1 })),
	"fail/elect: by version 4": {refusal.BadChoice, func(t *testing.T) error {
		w := ofFour(t, electing())
		w.engine = charter.EngineFour
		_, err := w.apply(as(cisco), council)
		return err
	}},

	"fail/nominate: no election":       by(refusal.NotAnElection, acme, membership.Nominate{Request: "n", Proposal: expulsion}, sends(as(cisco), proposing("p", charter.Expel, acme))),
	"fail/nominate: no proposal":       inElection(refusal.UnknownRecord, func(*world) {}, acme, nominating("n")),
	"fail/nominate: twice":             inElection(refusal.NominationExists, func(w *world) { filedElection(w); w.must(as(acme), nominating("1")) }, acme, nominating("2")),
	"fail/nominate: withdraws nothing": inElection(refusal.NotACandidate, filedElection, acme, membership.Nominate{Request: "n", Proposal: electionOfCouncil, Withdraw: true}),
	"fail/nominate: no member":         inElection(refusal.NotAMember, filedElection, lab, nominating("n")),
	"fail/nominate: suspended":         inElection(refusal.NotAMember, func(w *world) { suspended(acme)(w); filedElection(w) }, acme, nominating("n")),
	"fail/nominate: may not sit": inElection(refusal.SeatUnfit, func(w *world) {
		w.accept(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" }))
		filedElection(w)
	}, acme, nominating("n")),
	"fail/nominate: too late": inElection(refusal.ProposalExpired, func(w *world) { filedElection(w); w.wait(10 * 24 * time.Hour) }, acme, nominating("n")),
	"fail/nominate: by version 4": {refusal.UnknownTransaction, func(t *testing.T) error {
		w := ofFour(t, electing())
		filedElection(w)
		w.engine = charter.EngineFour
		_, err := w.apply(as(acme), nominating("n"))
		return err
	}},

	"fail/open: no candidates": inElection(refusal.NoCandidates, func(w *world) { filedElection(w); w.wait(time.Hour) }, lab, membership.PutToVote{Proposal: electionOfCouncil}),
	"fail/open: discussion":    inElection(refusal.DiscussionOpen, filedElection, lab, membership.PutToVote{Proposal: electionOfCouncil}),

	"fail/ballot: names nobody":        inElection(refusal.Required, discussed(acme), cas, ranking()),
	"fail/ballot: against somebody":    inElection(refusal.Unwanted, discussed(acme), cas, changedRanking(func(e *membership.Endorse) { e.Position = charter.Against })),
	"fail/ballot: no candidate":        inElection(refusal.NotACandidate, discussed(acme, forum), cas, ranking(acme, lab)),
	"fail/ballot: too many":            inElection(refusal.TooMany, discussed(acme), cas, ranking(acme, lab)),
	"fail/ballot: more than there are": inElection(refusal.TooMany, discussed(acme), cas, ranking(slices.Repeat([]string{acme}, 51)...)),
	"fail/ballot: twice the same":      inElection(refusal.BadID, discussed(acme, forum), cas, ranking(acme, acme)),
	"fail/ballot: no id":               inElection(refusal.BadID, discussed(acme, forum), cas, ranking("Acme")),
	"fail/ballot: no election":         by(refusal.Unwanted, cas, changedRanking(func(e *membership.Endorse) { e.Proposal = expulsion }), sends(as(cisco), proposing("p", charter.Expel, acme))),
	"fail/ballot: a sponsorship":       inElection(refusal.Unwanted, filedElection, cas, changedRanking(func(e *membership.Endorse) { e.Position = charter.Sponsor })),
	"fail/ballot: other candidates": {refusal.AboutDiffers, func(t *testing.T) error {
		w := ofFour(t, electing())
		filedElection(w)
		about, err := ask(w, membership.GetProposal{ID: electionOfCouncil}).Proposal.About()
		require.NoError(t, err)
		w.must(as(acme), nominating("n"))
		w.wait(time.Hour)
		w.must(as(lab), membership.PutToVote{Proposal: electionOfCouncil})
		_, err = w.apply(as(cas), changedRanking(func(e *membership.Endorse) { e.About = &about }))
		return err
	}},
}
