package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/form"
)

// Composition is who an alliance is made of when its charter is examined: its
// founders, or the members of its last seal. Whether rules can be met, or locked
// by one silent member, is found out for it.
type Composition struct {
	Voters []Voter
	// Hosts are the voters' hosts, in the same order; empty where nobody knows it,
	// and then each has its own.
	Hosts []string
}

// FounderComposition is a composition of founders, who sit in the organs that are theirs
// and in those that are filled later, as far as there are seats.
func (c Charter) FounderComposition(founders []string, places map[string]Place) Composition {
	var whole Composition
	for _, founder := range founders {
		place := c.PlaceOf(founder, places)
		whole.Voters = append(whole.Voters, Voter{
			Party: founder, Class: place.Class, Group: place.Group, Weights: place.Weights, Founder: true,
		})
		_, host, _ := form.SplitID("founders", founder)
		whole.Hosts = append(whole.Hosts, host)
	}
	return whole.seated(c)
}

// MemberComposition is a composition of so many members as blocs count, some of whom are
// known by name.
func (c Charter) MemberComposition(blocs []Bloc, named []Voter) Composition {
	return memberComposition(blocs, named, maxExamined).seated(c)
}

// memberComposition is MemberComposition with nobody in a seat but who has one, of at most
// so many blocs.
func memberComposition(blocs []Bloc, named []Voter, most int) Composition {
	whole := Composition{Voters: slices.Clone(named)}
	for _, voter := range named {
		_, host, _ := form.SplitID("named", voter.Party)
		whole.Hosts = append(whole.Hosts, host)
	}
	left := subtract(blocs, named, nil)
	for _, bloc := range left[:min(len(left), most)] {
		id := "member-" + strconv.Itoa(len(whole.Voters))
		whole.Voters = append(whole.Voters, Voter{
			Party: id, Class: bloc.Class, Group: bloc.Group, Weights: bloc.Weights, alike: bloc.Active - 1,
		})
		whole.Hosts = append(whole.Hosts, "")
	}
	return whole
}

// maxExamined bounds the blocs of members by whom a charter is examined.
const maxExamined = 2000

// seated fills the organs that can be: with all founders where the charter says so,
// else with the first that may sit.
func (w Composition) seated(c Charter) Composition {
	seatable := c.seatable()
	for _, organ := range c.Organs {
		if !seatable[organ.ID] {
			continue
		}
		filled, left := Composition{}, organ.freeSeats(w.Voters)
		for i, voter := range w.Voters {
			at := organ.tierIndex(voter.Class)
			switch {
			case organ.Founders && voter.Founder:
				filled.add(voter.withSeat(organ.ID), w.Hosts[i])
				left[at]--
			case left[at] > 0 && c.MaySit(organ, voter):
				sits := voter
				sits.alike = min(voter.alike, left[at]-1)
				filled.add(sits.withSeat(organ.ID), w.Hosts[i])
				if stands := voter.alike - sits.alike - 1; stands >= 0 {
					voter.Party, voter.alike = voter.Party+"-", stands
					filled.add(voter, w.Hosts[i])
				}
				left[at] -= 1 + sits.alike
			default:
				filled.add(voter, w.Hosts[i])
			}
		}
		w = filled
	}
	return w
}

func (w *Composition) add(voter Voter, host string) {
	w.Voters, w.Hosts = append(w.Voters, voter), append(w.Hosts, host)
}

// withSeat is a voter with one more seat.
func (v Voter) withSeat(organ string) Voter {
	v.Organs = append(slices.Clone(v.Organs), organ)
	return v
}

// MaySit reports whether an organ is open to a member.
func (c Charter) MaySit(organ Organ, v Voter) bool {
	if _, found := organ.Tier(v.Class); len(organ.Tiers) > 0 && !found {
		return false
	}
	if organ.Who != nil {
		return organ.Who.Covers(v)
	}
	class, _ := c.Class(v.Class)
	return class.Permits(SeatRight) == nil
}
