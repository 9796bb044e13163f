package membership_test

import (
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// The parts of the charters that follow, each with a name that says what it is.
const (
	population = "population" // a measure in which members have their own weights
	board      = "board"      // an organ of all founders
	council    = "council"    // an organ of two seats, for a day
	code       = "code"       // an agreement
	attendance = "attendance" // a figure that the board records
)

// twoVotes is decided by two votes for within an hour, or earlier.
func twoVotes() *membership.Rule {
	return &membership.Rule{Voting: "PT1H", Early: true, Pass: forVotes(2), LockOut: membership.LockOutAccepted}
}

// whole has something of everything: each action has a rule by which two votes
// decide; resolutions wait for an hour, amendments' votes may change.
func whole() membership.Charter {
	charter := recorded(charterOf(2, "PT1H", true))
	full := &charter.Classes[0]
	full.Kinds = append(slices.Clone(full.Kinds), membership.AllianceKind)
	full.Rights = []membership.Right{membership.Voice, membership.Vote, membership.ProposeRight, membership.SponsorRight, membership.SeatRight}
	full.Weights = membership.Weights{population: 10}
	charter.Classes = append(charter.Classes, membership.Class{
		ID: "guest", Names: en("Guest"), Kinds: full.Kinds, Rights: []membership.Right{membership.Voice}, Most: 1, Duration: "P30D", Grace: "P5D",
	})
	charter.Measures = []membership.Measure{{ID: population, Names: en("Population"), Own: true}}
	charter.Organs = []membership.Organ{
		{ID: board, Names: en("Board"), Seats: 4, Founders: true},
		{ID: council, Names: en("Council"), Seats: 2, Duration: "P1D"},
	}
	charter.Agreements = []membership.Agreement{{ID: code, Names: en("Code of conduct"), Version: "1", Digest: keyOf("code 1"), Grace: "P10D"}}
	charter.Dues = &membership.Dues{By: &membership.Who{Organ: board}}
	charter.Figures = []membership.FigureKind{{ID: attendance, Names: en("Attendance"), By: &membership.Who{Organ: board}}}
	for _, action := range membership.Actions() {
		charter.Rules[action] = twoVotes()
	}
	charter.Rules[membership.Resolve].Timelock = "PT1H"
	charter.Rules[membership.Amend].Changing, charter.Rules[membership.Amend].Early = true, false
	return charter
}

// changed is the whole charter, changed.
func changed(change func(*membership.Charter)) membership.Charter {
	charter := whole()
	change(&charter)
	return charter
}

// ruledBy is the whole charter, with one action's rule changed.
func ruledBy(action membership.Action, change func(*membership.Rule)) membership.Charter {
	return changed(func(c *membership.Charter) { change(c.Rules[action]) })
}

// resolving is cisco's proposal to adopt a document.
var resolving = membership.Propose{
	Request: "resolve", Alliance: zgc, Action: membership.Resolve, Title: "A plan", Document: keyOf("plan"),
}

var resolution = membership.ProposalID(cisco, "resolve")

// seating is a proposal to give a member a seat in an organ.
func seating(request, organ, party string) membership.Propose {
	t := proposing(request, membership.SeatAction, party)
	t.Organ = organ
	return t
}

// amending is a proposal to put a charter in force.
func amending(request string, charter membership.Charter) membership.Propose {
	return membership.Propose{Request: request, Alliance: zgc, Action: membership.Amend, Charter: &charter}
}

// reclassifying is a proposal to move a member.
func reclassifying(request, party string, change func(*membership.Propose)) membership.Propose {
	t := proposing(request, membership.Reclassify, party)
	change(&t)
	return t
}

func accepting(digest string) membership.AcceptAgreement {
	return membership.AcceptAgreement{Request: "accept-" + digest[:6], Alliance: zgc, Agreement: code, Digest: digest}
}

func paying(party string, until time.Time) membership.RecordPayment {
	return membership.RecordPayment{Request: "pay-" + until.Format("20060102T150405"), Alliance: zgc, Party: party, Until: until}
}

func counting(request string, value int) membership.RecordFigure {
	return membership.RecordFigure{Request: request, Alliance: zgc, Figure: attendance, Value: value}
}

func declaring(request, group string) membership.DeclareAffiliate {
	return membership.DeclareAffiliate{Request: request, Alliance: zgc, Group: group}
}

// settle files a proposal of cisco's, lets cisco and cas vote for it, has it
// decided at its close, and returns the outcome.
func (w *world) settle(t membership.Transaction) membership.Event {
	w.t.Helper()
	return w.settleBy(cisco, t, cisco, cas)
}

// settleBy is settle, with another filer and other voters for it.
func (w *world) settleBy(by string, t membership.Transaction, voters ...string) membership.Event {
	w.t.Helper()
	proposal := w.must(as(by), t).Proposal
	for _, voter := range voters {
		w.must(as(voter), endorsing(proposal, membership.For))
	}
	w.wait(time.Hour)
	return w.must(as(lab), membership.Decide{Proposal: proposal})
}

// accept is settle for what must be accepted.
func (w *world) accept(t membership.Transaction) {
	w.t.Helper()
	require.Equal(w.t, "accepted", w.settle(t).Status)
}

// accepts is a preparation: a proposal of cisco's that is accepted.
func accepts(t membership.Transaction) func(*world) { return func(w *world) { w.accept(t) } }

// standing asks for a party's standing now.
func (w *world) standing(party string) membership.Standing {
	w.t.Helper()
	return ask(w, membership.GetStanding{Alliance: zgc, Party: party, At: w.now.Format(time.RFC3339)})
}

// ofFourIn has an open alliance of four by a charter, some of whom enter as
// something of their own.
func ofFourIn(t tester, charter membership.Charter, places map[string]membership.Place) *world {
	t.Helper()
	w := populated(t)
	w.found(charter, places)
	return w
}

// found opens an alliance of four.
func (w *world) found(charter membership.Charter, places map[string]membership.Place) {
	w.t.Helper()
	transaction := founding(charter, cisco, cas, forum, acme)
	transaction.Places = places
	w.must(as(cisco), transaction)
	for _, founder := range []string{cas, forum, acme} {
		w.must(as(founder), consenting(w.t, charter))
	}
}
