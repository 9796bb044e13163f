package charter

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
