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
