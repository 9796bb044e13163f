package membership

import "slices"

// Organ is a department, working group or council of an alliance.
type Organ struct {
	ID    string `json:"id"`
	Names Names  `json:"names"`
	// Seats is how many may sit in it.
	Seats int `json:"seats"`
	// Duration is how long one sits; without it until the seat is vacated.
	Duration Duration `json:"duration,omitempty" metadata:",optional"`
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

// organ refuses with UNKNOWN_ORGAN.
func (c Charter) organ(id string) (Organ, error) {
	organ, found := c.Organ(id)
	if !found {
		return organ, refuse(UnknownOrgan, "organ", clip(id))
	}
	return organ, nil
}
