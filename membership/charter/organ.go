package charter

import (
	"slices"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Organ is a department, working group or council of an alliance.
type Organ struct {
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
	// Seats is how many may sit in it.
	Seats int `json:"seats"`
	// Tiers is how its seats go by classes, all together no more than Seats; without it they are open
	// to all who may sit.
	Tiers []SeatTier `json:"tiers,omitempty" metadata:",optional"`
	// Duration is how long one sits; without it until the seat is vacated.
	Duration form.Duration `json:"duration,omitempty" metadata:",optional"`
	// Terms is how often one may sit; without it there is no limit.
	Terms *TermLimit `json:"terms,omitempty" metadata:",optional"`
	// Who may sit; without it members of classes with the right to a seat.
	Who *Who `json:"who,omitempty" metadata:",optional"`
	// Founders says that all founders sit in it from the beginning.
	Founders bool `json:"founders,omitempty" metadata:",optional"`
}

// The most organs of a charter, and seats of an organ.
const (
	MaxOrgans = 50
	MaxSeats  = 200
)

// Organ finds an organ by its id.
func (c Charter) Organ(id string) (Organ, bool) {
	index := slices.IndexFunc(c.Organs, func(o Organ) bool { return o.ID == id })
	if index < 0 {
		return Organ{}, false
	}
	return c.Organs[index], true
}

// FindOrgan refuses with UNKNOWN_ORGAN.
func (c Charter) FindOrgan(id string) (Organ, error) {
	organ, found := c.Organ(id)
	if !found {
		return organ, refusal.New(refusal.UnknownOrgan, "organ", refusal.Clip(id))
	}
	return organ, nil
}
