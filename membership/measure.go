package membership

import "slices"

// Measure is something that members' votes are weighed by, such as population or
// dues, apart from one vote each. Weights are whole numbers.
type Measure struct {
	ID    string `json:"id"`
	Names Names  `json:"names"`
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

// key is the same for equal weights.
func (w Weights) key() string {
	key := ""
	for _, measure := range w.measures() {
		key += measure + "=" + itoa(w[measure]) + ";"
	}
	return key
}

// weight is what a member counts for in a measure: one vote without a measure,
// else its own weight where it may have one, else its class's.
func (c Charter) weight(class string, own Weights, measure string) int64 {
	if measure == "" {
		return 1
	}
	if m, found := c.measure(measure); found && m.Own {
		if weight, has := own[measure]; has {
			return int64(weight)
		}
	}
	found, _ := c.Class(class)
	return int64(found.Weights[measure])
}

func (c Charter) measure(id string) (Measure, bool) {
	index := slices.IndexFunc(c.Measures, func(m Measure) bool { return m.ID == id })
	if index < 0 {
		return Measure{}, false
	}
	return c.Measures[index], true
}

// checkWeights refuses with UNKNOWN_MEASURE a weight that the charter does not let
// a member have of its own, and with BAD_WEIGHT one that is out of bounds.
func (c Charter) checkWeights(weights Weights) error {
	for _, id := range weights.measures() {
		if m, found := c.measure(id); !found || !m.Own {
			return refuse(UnknownMeasure, "measure", clip(id))
		}
		if w := weights[id]; w < 0 || w > MaxWeight {
			return refuse(BadWeight, "measure", id, "weight", itoa(w), "most", itoa(MaxWeight))
		}
	}
	return nil
}
