package charter

// Presence is what a party is in an alliance at one moment. The empty state is
// that of one which never was a member.
type Presence struct {
	State MembershipState `json:"state,omitempty" metadata:",optional"`
	Class string          `json:"class,omitempty" metadata:",optional"`
	// Group and Weights are the affiliate group and the party's own weights.
	Group   string  `json:"group,omitempty" metadata:",optional"`
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
}

// Regrouped reports whether one presence differs from the next in its affiliate group
// alone.
func (p Presence) Regrouped(next Presence) bool {
	return p.State == next.State && p.Class == next.Class && p.Weights.Key() == next.Weights.Key() && p.Group != next.Group
}

// MembershipState is what a membership is at one moment; empty for a party that never
// was a member.
type MembershipState string

// The states of a membership.
const (
	Active    MembershipState = "active"
	Suspended MembershipState = "suspended"
	Ended     MembershipState = "ended"
)

// Place is what a party enters an alliance as: its class, its affiliate group, and
// its own weights in the charter's measures.
type Place struct {
	Class   string  `json:"class,omitempty" metadata:",optional"`
	Group   string  `json:"group,omitempty" metadata:",optional"`
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
}

// PlaceOf is a founder's: the class that the charter gives founders, if its founding
// names no other.
func (c Charter) PlaceOf(founder string, places map[string]Place) Place {
	place := places[founder]
	if place.Class == "" {
		place.Class = c.Founders
	}
	return place
}
