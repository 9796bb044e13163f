package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Measure is something that members' votes are weighed by, such as population or
// dues, apart from one vote each. Weights are whole numbers.
type Measure struct {
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
	// Own says that a member may have a weight of its own, recorded when it is
	// admitted or reclassified; otherwise, and without one, its class's counts.
	Own bool `json:"own,omitempty" metadata:",optional"`
}

// Weights are weights by measure.
type Weights map[string]int

// The most measures of a charter, and the greatest weight of one member.
const (
	MaxMeasures = 20
	MaxWeight   = 1_000_000_000
)

// measures lists the measures that there are weights for, in order.
func (w Weights) measures() []string {
	measures := make([]string, 0, len(w))
	for measure := range w {
		measures = append(measures, measure)
	}
	slices.Sort(measures)
	return measures
}

// Key is the same for equal weights.
func (w Weights) Key() string {
	key := ""
	for _, measure := range w.measures() {
		key += measure + "=" + strconv.Itoa(w[measure]) + ";"
	}
	return key
}

// scale is one measure, made ready to weigh many.
type scale struct {
	measure string
	own     bool
	classes []int64 // the weight of each class, by its place in the charter
}

// scale returns a measure's scale; without a measure each counts one.
func (c Charter) scale(measure string) scale {
	m, _ := c.measure(measure)
	s := scale{measure: measure, own: m.Own, classes: make([]int64, len(c.Classes))}
	for i, class := range c.Classes {
		s.classes[i] = int64(class.Weights[measure])
		if measure == "" {
			s.classes[i] = 1
		}
	}
	return s
}

// of is what a member counts for: its own weight where it may have one, else its
// class's.
func (s scale) of(class int, own Weights) int64 {
	if s.own {
		if weight, has := own[s.measure]; has {
			return int64(weight)
		}
	}
	if class < 0 {
		return 0
	}
	return s.classes[class]
}

func (c Charter) measure(id string) (Measure, bool) {
	index := slices.IndexFunc(c.Measures, func(m Measure) bool { return m.ID == id })
	if index < 0 {
		return Measure{}, false
	}
	return c.Measures[index], true
}

// CheckWeights refuses with UNKNOWN_MEASURE a weight that the charter does not let
// a member have of its own, and with BAD_WEIGHT one that is out of bounds.
func (c Charter) CheckWeights(weights Weights) error {
	for _, id := range weights.measures() {
		if m, found := c.measure(id); !found || !m.Own {
			return refusal.New(refusal.UnknownMeasure, "measure", refusal.Clip(id))
		}
		if w := weights[id]; w < 0 || w > MaxWeight {
			return refusal.New(refusal.BadWeight, "measure", id, "weight", strconv.Itoa(w), "most", strconv.Itoa(MaxWeight))
		}
	}
	return nil
}
