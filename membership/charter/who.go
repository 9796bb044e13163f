package charter

import "slices"

// Who names some of an alliance's members. What it names is demanded together:
// members of these classes who sit in that organ. Empty it is everybody.
type Who struct {
	Classes []string `json:"classes,omitempty" metadata:",optional"`
	// Organ is the organ in which they sit.
	Organ    string `json:"organ,omitempty" metadata:",optional"`
	Founders bool   `json:"founders,omitempty" metadata:",optional"`
	// Parties are members by their ids.
	Parties []string `json:"parties,omitempty" metadata:",optional"`
}

// The bounds of the parties that a charter names one by one: in one place, and in all
// its rules together, for each is looked up when an amendment is examined.
const (
	maxParties = 50
	maxNamed   = 500
)

// Named reports whether members are named one by one, not by their class alone:
// then they are looked up when the vote opens.
func (w *Who) Named() bool {
	return w != nil && (w.Organ != "" || w.Founders || len(w.Parties) > 0)
}

// coversClass reports whether members of a class are meant.
func (w *Who) coversClass(class string) bool {
	return w == nil || len(w.Classes) == 0 || slices.Contains(w.Classes, class)
}

// Covers reports whether a voter is meant.
func (w *Who) Covers(v Voter) bool {
	return w.coversClass(v.Class) && w.names(v)
}

// names reports whether a voter is meant, whatever its class.
func (w *Who) names(v Voter) bool {
	if w == nil {
		return true
	}
	return (w.Organ == "" || slices.Contains(v.Organs, w.Organ)) && (!w.Founders || v.Founder) &&
		(len(w.Parties) == 0 || slices.Contains(w.Parties, v.Party))
}

// Voter is what a party is in an alliance at the seal that a vote is taken by.
type Voter struct {
	Party string `json:"party"`
	Class string `json:"class"`
	// Group is the affiliate group that it belongs to, empty for none.
	Group   string  `json:"group,omitempty" metadata:",optional"`
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
	// Organs are those in which it sits.
	Organs  []string `json:"organs,omitempty" metadata:",optional"`
	Founder bool     `json:"founder,omitempty" metadata:",optional"`
	// alike is how many more there are that are just like this one: an examination
	// of a charter need not look at each.
	alike int
}
