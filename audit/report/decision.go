package report

import (
	"strings"

	"allianceregistry/audit/replay"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// figure is one line of a rule: what it demands, and how far that was reached.
type figure struct {
	// Depth is how deep it stands in the rule, from 0.
	Depth        int
	Demand, Came string
}

// indent is by how much text.Explanation moves in each part of a rule.
const indent = "  "

// figures are the rule by which something was decided, and before it why the ordinary rule could not be met.
func (w *renderer) figures(d membership.Decision) []figure {
	var rows []figure
	for _, line := range append(w.text.OutOfReach(d.Emergency), w.text.Explanation(d.Explanation, 0)...) {
		demand := strings.TrimLeft(line[0], " ")
		rows = append(rows, figure{(len(line[0]) - len(demand)) / len(indent), demand, line[1]})
	}
	return rows
}

// decision is one decision of the alliance, and what deciding again came to.
type decision struct {
	place
	Time, Proposal, Action, Subject, Name, Outcome string
	// Because is the code for which an accepted proposal is void, Lapsed are those
	// whose votes did, Enacts is when a timelock ends.
	Because, Lapsed, Enacts    string
	Tally                      charter.Tally
	Figures                    []figure
	Charter, Engine, By, Again string
	Same                       bool
}

func (w *renderer) decision(d replay.Redecision) decision {
	recorded := d.Recorded
	return decision{
		place: newPlace(d.Place), Time: view.When(d.Time), Proposal: d.Proposal, Action: w.text.Words(d.Action),
		Subject: d.Subject, Name: w.name(d.Subject), Outcome: w.text.Words(string(recorded.Outcome)),
		Because: string(recorded.Because), Lapsed: strings.Join(recorded.Lapsed, w.text.Say("enumeration", nil)),
		Enacts: view.When(recorded.Enacts), Tally: recorded.Tally, Figures: w.figures(recorded),
		Charter: view.Number(recorded.Charter), Engine: recorded.Engine, By: recorded.By,
		Again: w.again(d), Same: d.Same,
	}
}

// again says what deciding again came to.
func (w *renderer) again(d replay.Redecision) string {
	switch {
	case d.Same:
		return w.say("again.same")
	case d.Again == "":
		return w.say("again.nothing")
	case d.Again == d.Recorded.Outcome:
		return w.say("again.figures")
	default:
		return w.say("again.differs", "outcome", w.text.Words(string(d.Again)))
	}
}
