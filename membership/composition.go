package membership

import "slices"

// Composition is who an alliance is made of when its charter is examined: its
// founders, or the members of its last seal. Whether rules can be met, or locked
// by one silent member, is found out for it.
type Composition struct {
	Voters []Voter
	// Hosts are the voters' hosts, in the same order; nil where nobody knows them.
	Hosts []string
}

// FoundedBy is a composition of founders, who sit in the organs that are theirs
// and in those that can be filled later, as far as there are seats.
func (c Charter) FoundedBy(founders []string, places map[string]Place) Composition {
	var whole Composition
	for _, founder := range founders {
		place := c.place(founder, places)
		whole.Voters = append(whole.Voters, Voter{
			Party: founder, Class: place.Class, Group: place.Group, Weights: place.Weights, Founder: true,
		})
		_, host, _ := SplitID("founders", founder)
		whole.Hosts = append(whole.Hosts, host)
	}
	return whole.seated(c, c.filled())
}

// filled lists the organs in which somebody can come to sit after the founding: the
// founders do, or those who propose and elect need not sit in an organ that is empty.
func (c Charter) filled() []string {
	var filled []string
	for range c.Organs { // each turn may fill organs by those of the turn before
		for _, organ := range c.Organs {
			if !slices.Contains(filled, organ.ID) && (organ.Founders || c.fills(organ.ID, filled)) {
				filled = append(filled, organ.ID)
			}
		}
	}
	return filled
}

// fills tells whether an organ can be filled once others are.
func (c Charter) fills(organ string, filled []string) bool {
	rule, err := c.rule(Proposal{Action: SeatAction, Organ: organ})
	if err != nil {
		return false
	}
	for _, who := range []*Who{rule.Electorate, rule.Proposers} {
		if who != nil && who.Organ != "" && !slices.Contains(filled, who.Organ) {
			return false
		}
	}
	return true
}

// MadeOf is a composition of so many members as blocs count, some of whom are
// known by name.
func (c Charter) MadeOf(blocs []Bloc, named []Voter) Composition {
	whole := Composition{Voters: slices.Clone(named)}
	for _, bloc := range without(blocs, named, nil) {
		for range min(bloc.Active, maxExamined-len(whole.Voters)) {
			id := "member-" + itoa(len(whole.Voters))
			whole.Voters = append(whole.Voters, Voter{Party: id, Class: bloc.Class, Group: bloc.Group, Weights: bloc.Weights})
		}
	}
	all := make([]string, 0, len(c.Organs))
	for _, organ := range c.Organs {
		all = append(all, organ.ID)
	}
	return whole.seated(c, all)
}

// maxExamined bounds the members by whom a charter is examined.
const maxExamined = 2000

// seated fills organs: with all founders where the charter says so, else with the
// first that may sit.
func (w Composition) seated(c Charter, organs []string) Composition {
	for _, organ := range c.Organs {
		if !slices.Contains(organs, organ.ID) {
			continue
		}
		left := organ.Seats
		for i := range w.Voters {
			voter := &w.Voters[i]
			class, _ := c.Class(voter.Class)
			fit := organ.Who.covers(*voter)
			if organ.Who == nil {
				fit = class.permits(SeatRight) == nil
			}
			if organ.Founders && voter.Founder || left > 0 && fit {
				voter.Organs = append(voter.Organs, organ.ID)
				left--
			}
		}
	}
	return w
}
