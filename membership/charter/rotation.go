package charter

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
)

// TermLimit is how often a member may be given a seat in an organ. Terms are counted as they are
// recorded: one that is given up counts as one that is served.
type TermLimit struct {
	// InRow is how many terms it may serve in a row, InAll how many ever; 0 is any number.
	InRow int `json:"inRow,omitempty" metadata:",optional"`
	InAll int `json:"inAll,omitempty" metadata:",optional"`
	// Pause is how long a member has not sat when its next term begins a new row.
	Pause form.Duration `json:"pause,omitempty" metadata:",optional"`
	// Rests says that the rest of another's term counts as a term.
	Rests bool `json:"rests,omitempty" metadata:",optional"`
}

// Term is a seat that a member had: until when it sat, or the zero time if it sits; and whether it
// was the rest of another's term.
type Term struct {
	From, End time.Time
	Rest      bool
}

// TermsServed reports whether a member has served as many terms as it may, which come the oldest
// first.
func (c Charter) TermsServed(limit *TermLimit, terms []Term, at time.Time) bool {
	if limit == nil {
		return false
	}
	all, row := 0, 0
	ended := time.Time{}
	beganAnew := func(from time.Time) bool { return limit.InRow > 0 && !from.Before(c.After(limit.Pause, ended)) }
	for i, term := range terms {
		if i > 0 && beganAnew(term.From) {
			row = 0
		}
		if !term.Rest || limit.Rests {
			all, row = all+1, row+1
		}
		if ended = term.End; ended.IsZero() || ended.After(at) {
			ended = at
		}
	}
	if len(terms) > 0 && beganAnew(at) {
		row = 0
	}
	return limit.InRow > 0 && row >= limit.InRow || limit.InAll > 0 && all >= limit.InAll
}

// Sitting is who sits in an organ since when, and in which place it was elected.
type Sitting struct {
	Party string
	From  time.Time
	Rank  int
}

// Retiring lists who leaves an organ by an election that has a part of it retire, by their ids: those who
// have sat longest; of those who began together who was elected last, then whose id comes last.
func (e Election) Retiring(sitting []Sitting) []string {
	numerator, denominator, ok := e.Retires.parse()
	if !ok || len(sitting) == 0 {
		return nil
	}
	nearest := int((2*int64(len(sitting))*numerator + denominator) / (2 * denominator))
	longest := slices.SortedFunc(slices.Values(sitting), func(x, y Sitting) int {
		return cmp.Or(x.From.Compare(y.From), cmp.Compare(y.Rank, x.Rank), cmp.Compare(y.Party, x.Party))
	})
	var parties []string
	for _, one := range longest[:max(1, min(nearest, len(longest)))] {
		parties = append(parties, one.Party)
	}
	slices.Sort(parties)
	return parties
}

// StaggeredTerm is the term of the one elected in a place (the first is 0), of so many, where the
// organ was empty: the elected are divided among the lengths, the first of them to the first. It is
// empty where the election does not stagger.
func (e Election) StaggeredTerm(place, of int) form.Duration {
	if len(e.Stagger) == 0 {
		return ""
	}
	return e.Stagger[min(place*len(e.Stagger)/max(of, 1), len(e.Stagger)-1)]
}

// validateRotation checks who leaves an organ, for how long the elected sit, and who comes after
// them. Before version 6 there was nothing of it.
func (e Election) validateRotation(d *Defects, path string) {
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"retires", e.Retires != ""},
		{"stagger", len(e.Stagger) > 0},
		{"alternates", e.Alternates != 0},
		{"byElections", e.ByElections},
	} {
		if field.given && d.before(EngineSix, path+"."+field.name, field.name) {
			return
		}
	}
	if e.Retires != "" {
		if p, q, ok := e.Retires.parse(); !ok || p == 0 || p >= q {
			d.add(path+".retires", NotShare, "value", string(e.Retires))
		}
		if e.Renews {
			d.add(path+".retires", NoUse, "because", "renews")
		}
	}
	if len(e.Stagger) > 0 && (e.Renews || e.Retires != "") {
		d.add(path+".stagger", NoUse, "because", "renews, retires")
	}
	d.checkCount(path+".stagger", len(e.Stagger), election.MaxSeats)
	for i, term := range e.Stagger[:min(len(e.Stagger), election.MaxSeats)] {
		d.checkDuration(path+".stagger["+strconv.Itoa(i)+"]", term, time.Second, maxLength)
	}
	if e.Alternates < 0 || e.Alternates > election.MaxCandidates {
		d.add(path+".alternates", OutOfRange, "value", strconv.Itoa(e.Alternates), "least", "0", "most", strconv.Itoa(election.MaxCandidates))
	}
}

// MaxTerms bounds the terms of a limit.
const MaxTerms = 100

// validateTerms checks how often one may sit in an organ. Before version 6 there was no limit.
func (o Organ) validateTerms(d *Defects, path string) {
	limit := o.Terms
	if limit == nil || d.before(EngineSix, path, "terms") {
		return
	}
	for _, field := range []struct {
		name  string
		value int
	}{{".inRow", limit.InRow}, {".inAll", limit.InAll}} {
		if field.value < 0 || field.value > MaxTerms {
			d.add(path+field.name, OutOfRange, "value", strconv.Itoa(field.value), "least", "0", "most", strconv.Itoa(MaxTerms))
		}
	}
	switch {
	case limit.InRow == 0 && limit.InAll == 0:
		d.add(path, NotOneOf, "choices", "inRow, inAll")
	case limit.InRow > 0 && limit.Pause == "":
		d.add(path+".pause", Missing)
	case limit.InRow == 0 && limit.Pause != "":
		d.add(path+".pause", NoUse, "because", "inAll")
	}
	d.checkOptional(path+".pause", limit.Pause)
}
