package report

import (
	"fmt"

	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

// member is one line of a roster.
type member struct {
	Party, Name, Kind, Class, Group, Weights, State, Since, Expires string
}

func (w *renderer) members(of []membership.Member) []member {
	rows := make([]member, 0, len(of))
	for _, m := range of {
		rows = append(rows, member{
			Party: m.Membership.Party, Name: w.text.Name(m.Names), Kind: w.text.Kind(m.Kind), Class: w.text.Class(m.Period.Class),
			Group: m.Period.Group, Weights: w.text.Weights(m.Period.Weights), State: w.text.Words(string(m.Period.State)),
			Since: view.When(since(m).Time), Expires: view.When(m.Period.Expires),
		})
	}
	return rows
}

// since is the beginning of the stretch of periods without a break to which a
// member's period belongs. (Membership.Since tells of the last stretch alone.)
func since(m membership.Member) membership.Stamp {
	from := m.Period.From
	for i := len(m.Membership.Periods) - 1; i >= 0; i-- {
		if until := m.Membership.Periods[i].Until; until != nil && *until == from {
			from = m.Membership.Periods[i].From
		}
	}
	return from
}

// count is how many members a class has at both ends.
type count struct {
	Class      string
	Start, End int
	// Grown is by how many it has more at the end, with its sign.
	Grown string
}

// counts are the classes' in the order of first sight, and the sum of them.
func (w *renderer) counts(start, end []membership.Member) (classes []count, all count) {
	place := map[string]int{}
	of := func(class string) *count {
		if _, known := place[class]; !known {
			place[class] = len(classes)
			classes = append(classes, count{Class: w.text.Class(class)})
		}
		return &classes[place[class]]
	}
	for _, m := range start {
		of(m.Period.Class).Start++
	}
	for _, m := range end {
		of(m.Period.Class).End++
	}
	for i := range classes {
		classes[i].Grown = signedChange(classes[i])
		all.Start += classes[i].Start
		all.End += classes[i].End
	}
	all.Grown = signedChange(all)
	return classes, all
}

func signedChange(c count) string {
	if c.End == c.Start {
		return "0"
	}
	return fmt.Sprintf("%+d", c.End-c.Start)
}
