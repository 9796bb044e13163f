package membership

import (
	"slices"

	"allianceregistry/membership/charter"
)

// CompositionNow is whom an alliance is made of: the active ones of its members, and who sits in its
// organs. Hosts are those under which they are registered.
func CompositionNow(c charter.Charter, founders []string, members []Member, seats []SeatNow) charter.Composition {
	organs := map[string][]string{}
	for _, seat := range seats {
		if seat.Vacated == nil && !seat.Over {
			organs[seat.Party] = append(organs[seat.Party], seat.Organ)
		}
	}
	var voters []charter.Voter
	for _, m := range members {
		if party := m.Membership.Party; m.Period.State == charter.Active {
			voters = append(voters, charter.Voter{
				Party: party, Class: m.Period.Class, Group: m.Period.Group, Weights: m.Period.Weights,
				Organs: organs[party], Founder: slices.Contains(founders, party),
			})
		}
	}
	return c.AsItIs(nil, voters)
}
