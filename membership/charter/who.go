package charter

import "slices"

// Who names some of an alliance's members. What it names is demanded together:
// members of these classes who sit in that organ, or in one of those. Empty it is everybody.
type Who struct {
	Classes []string `json:"classes,omitempty" metadata:",optional"`
	// Organ is the organ in which they sit.
	Organ string `json:"organ,omitempty" metadata:",optional"`
	// Organs, in the place of Organ, are several in any of which they sit.
	Organs   []string `json:"organs,omitempty" metadata:",optional"`
	Founders bool     `json:"founders,omitempty" metadata:",optional"`
	// Parties are members by their ids.
	Parties []string `json:"parties,omitempty" metadata:",optional"`
	// Subject is the member that the proposal is about.
	Subject bool `json:"subject,omitempty" metadata:",optional"`
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
	return w != nil && (w.Seated() || w.Founders || len(w.Parties) > 0 || w.Subject)
}

// Seated reports whether members are named by their seats.
func (w *Who) Seated() bool { return w != nil && (w.Organ != "" || len(w.Organs) > 0) }

// grants reports whether who is named so votes whatever its class: by its seat, or since the
// proposal is about it.
func (w *Who) grants() bool { return w.Seated() || w != nil && w.Subject }

// Seats lists the organs in one of which the members sit that are meant; none where it is not
// by their seats.
func (w *Who) Seats() []string {
	switch {
	case w == nil:
		return nil
	case w.Organ != "":
		return []string{w.Organ}
	}
	return w.Organs
}

// seats reports whether a voter sits where those do who are meant.
func (w *Who) seats(v Voter) bool {
	sits := func(organ string) bool { return slices.Contains(v.Organs, organ) }
	return !w.Seated() || slices.ContainsFunc(w.Seats(), sits)
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
	return w.seats(v) && (!w.Founders || v.Founder) && (!w.Subject || v.Subject) &&
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
	// Subject says that the proposal is about it.
	Subject bool `json:"subject,omitempty" metadata:",optional"`
	// alike is how many more there are that are just like this one: an examination
	// of a charter need not look at each.
	alike int
}
