package charter

import (
	"slices"
	"strings"
)

// Bloc counts the members of an alliance that are alike: of one class, in one
// affiliate group, with the same weights of their own.
type Bloc struct {
	Class     string  `json:"class"`
	Group     string  `json:"group,omitempty" metadata:",optional"`
	Weights   Weights `json:"weights,omitempty" metadata:",optional"`
	Active    int     `json:"active"`
	Suspended int     `json:"suspended"`
}

// compare orders blocs by class, group and weights.
func (b Bloc) compare(other Bloc) int {
	if c := strings.Compare(b.Class, other.Class); c != 0 {
		return c
	}
	if c := strings.Compare(b.Group, other.Group); c != 0 {
		return c
	}
	return strings.Compare(b.Weights.Key(), other.Weights.Key())
}

// AddToBlocs adds to the bloc of a presence. Blocs stay in order; one that has
// nobody left goes, save a class's plain one.
func AddToBlocs(blocs []Bloc, p Presence, by int) []Bloc {
	if p.State != Active && p.State != Suspended {
		return blocs
	}
	bloc := Bloc{Class: p.Class, Group: p.Group, Weights: p.Weights}
	index, found := slices.BinarySearchFunc(blocs, bloc, Bloc.compare)
	if !found {
		blocs = slices.Insert(blocs, index, bloc)
	}
	if p.State == Active {
		blocs[index].Active += by
	} else {
		blocs[index].Suspended += by
	}
	if at := blocs[index]; at.Active == 0 && at.Suspended == 0 && (at.Group != "" || len(at.Weights) > 0) {
		blocs = slices.Delete(blocs, index, index+1)
	}
	return blocs
}
