package membership_test

import (
	"slices"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// assertion is a claim, with the last position of each on it.
type assertion struct {
	about, by, what, value string
	positions              map[string]charter.Position
}

func (m *model) allowsPosition(party string, t membership.Attest) refusal.Code {
	switch c := m.claims[t.Claim]; {
	case c == nil || c.about != t.About:
		return refusal.UnknownRecord
	case c.by == party:
		return refusal.OwnClaim
	}
	return ""
}

func (c *assertion) count(position charter.Position) int {
	count := 0
	for _, taken := range c.positions {
		if taken == position {
			count++
		}
	}
	return count
}

// rivals are all others who are said to have an LEI, by a claim or by themselves.
func (m *model) rivals(about, lei string) (rivals []string) {
	for id, p := range m.parties {
		if p.last().lei == lei {
			rivals = append(rivals, id)
		}
	}
	for _, c := range m.claims {
		if c.what == "lei" && c.value == lei {
			rivals = append(rivals, c.about)
		}
	}
	slices.Sort(rivals)
	rivals = slices.Compact(rivals)
	return slices.DeleteFunc(rivals, func(id string) bool { return id == about })
}
