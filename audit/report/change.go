package report

import (
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

// change is one change of a membership.
type change struct {
	place
	Time, Party, Name string
	// Before and After are in words, Before empty for a new member.
	Before, After string
	// Call is the transaction's name.
	Call, By, Via, Reason, Proposal string
	// Outcome and Figures are those of the decision that it rests on.
	Outcome string
	Figures []figure
}

// place is where something stands in the chain.
type place struct {
	Block, Index, Tx string
}

func newPlace(at chain.Place) place {
	return place{view.Number(at.Block), view.Number(at.Index), at.Tx}
}

func (w *renderer) change(c replay.Change) change {
	row := change{
		place: newPlace(c.Place), Time: view.When(c.Time), Party: c.Party, Name: w.name(c.Party),
		Before: w.presence(c.Before, ""), After: w.presence(c.After, c.Ending),
		Call: c.Name, By: c.By, Via: c.Via, Reason: c.Reason, Proposal: c.Proposal,
	}
	if c.Decision != nil {
		row.Outcome = w.text.Words(string(c.Decision.Outcome))
		row.Figures = w.figures(*c.Decision)
	}
	return row
}

// changeCount counts the changes of a period by what they come to.
type changeCount struct {
	Joined, Left, Changed int
}

func countChanges(changes []replay.Change) changeCount {
	var m changeCount
	for _, c := range changes {
		was := c.Before.State != "" && c.Before.State != charter.Ended
		switch is := c.After.State != charter.Ended; {
		case is && !was:
			m.Joined++
		case !is:
			m.Left++
		default:
			m.Changed++
		}
	}
	return m
}
