package membership

// Explanation is an expression with its figures: what was needed, what there is,
// whether it is met, and whether that can still change.
type Explanation struct {
	// Kind is all, any, not or votes.
	Kind  string        `json:"kind"`
	Parts []Explanation `json:"parts,omitempty" metadata:",optional"`
	// Figure is the comparison of a votes explanation.
	Figure *Figure `json:"figure,omitempty" metadata:",optional"`
	Met    bool    `json:"met"`
	// Certain says that no vote still to come can change whether it is met.
	Certain bool `json:"certain"`
}

// Figure is one comparison: so many of these votes, where so many are needed.
type Figure struct {
	Votes    Count    `json:"votes"`
	Relation Relation `json:"relation"`
	Amount   Amount   `json:"amount"`
	Of       Count    `json:"of,omitempty" metadata:",optional"`
	// Base is the number that a fraction is taken of, 1 without one.
	Base int `json:"base"`
	// Needed is the least (or for atMost and lessThan the greatest) count that
	// meets the comparison with this base.
	Needed int `json:"needed"`
	Actual int `json:"actual"`
}

// evaluate works out an expression for a tally.
func (e Expression) evaluate(tally Tally) Explanation {
	switch {
	case e.Votes != "":
		return e.compare(tally)
	case len(e.Not) > 0:
		inner := e.Not[0].evaluate(tally)
		return Explanation{Kind: "not", Parts: []Explanation{inner}, Met: !inner.Met, Certain: inner.Certain}
	case len(e.Any) > 0:
		return combine("any", e.Any, tally, true)
	default:
		return combine("all", e.All, tally, false)
	}
}

// combine evaluates all or any. One part settles the whole if it is certainly
// what settles it: unmet for all, met for any. Otherwise the whole is certain if
// every part is.
func combine(kind string, parts []Expression, tally Tally, settling bool) Explanation {
	whole := Explanation{Kind: kind, Met: !settling, Certain: true}
	settled := false
	for _, part := range parts {
		inner := part.evaluate(tally)
		whole.Parts = append(whole.Parts, inner)
		if inner.Met == settling {
			whole.Met = settling
			settled = settled || inner.Certain
		}
		whole.Certain = whole.Certain && inner.Certain
	}
	whole.Certain = whole.Certain || settled
	return whole
}

// compare works out one comparison. With the amount p/q and the base b, a count
// m is compared as m×q with p×b, exactly. Whether it can still change follows
// from what the votes to come could add to that difference: each goes to one
// side, or is not cast. No share of nothing is ever reached: else two thirds of
// the votes cast would admit an applicant on whom nobody votes.
func (e Expression) compare(tally Tally) Explanation {
	c := e.amounts()[0]
	p, q, _ := c.amount.parse()
	actual, base := tally.count(e.Votes), 1
	if e.Of != "" {
		base = tally.count(e.Of)
	}
	difference := int64(actual)*q - int64(base)*p
	met, certain := c.relation.holds(difference), true
	if base == 0 && c.relation == AtLeast {
		met = false
	}
	for _, end := range e.ends(tally, difference, p, q) {
		certain = certain && c.relation.holds(end) == met
	}
	figure := Figure{
		Votes: e.Votes, Relation: c.relation, Amount: c.amount, Of: e.Of, Base: base,
		Needed: c.relation.needed(p*int64(base), q), Actual: actual,
	}
	if base == 0 && c.relation == AtLeast {
		figure.Needed = 1
	}
	return Explanation{Kind: "votes", Figure: &figure, Met: met, Certain: certain}
}

// ends lists the differences between which the votes to come can bring one: all
// of them for, all against, all abstaining, and none cast. Where the base is
// still nothing, the first vote is one that makes it something.
func (e Expression) ends(tally Tally, difference, p, q int64) []int64 {
	positions, remaining := []Position{For, Against, Abstain}, int64(tally.remaining())
	step := func(position Position) int64 {
		return int64(position.adds(e.Votes))*q - int64(position.adds(e.Of))*p
	}
	starts := []int64{difference}
	if e.Of != "" && tally.count(e.Of) == 0 && e.AtLeast != "" {
		starts = nil
		for _, first := range positions {
			if remaining > 0 && first.adds(e.Of) > 0 {
				starts = append(starts, difference+step(first))
			}
		}
		remaining--
	}
	ends := starts
	for _, start := range starts {
		for _, position := range positions {
			ends = append(ends, start+step(position)*remaining)
		}
	}
	return ends
}

// holds tells whether a difference satisfies a relation.
func (r Relation) holds(difference int64) bool {
	switch r {
	case AtLeast:
		return difference >= 0
	case MoreThan:
		return difference > 0
	case AtMost:
		return difference <= 0
	default:
		return difference < 0
	}
}

// needed is the least, or for the ceilings the greatest, whole number that
// satisfies the relation with share/q.
func (r Relation) needed(share, q int64) int {
	switch r {
	case AtLeast:
		return int((share + q - 1) / q)
	case LessThan:
		return int((share+q-1)/q) - 1
	case MoreThan:
		return int(share/q) + 1
	default:
		return int(share / q)
	}
}

// adds tells by how much one vote of this position raises a count. A vote for
// may come from a new host or not: it is taken to raise the hosts.
func (p Position) adds(count Count) int {
	raised := false
	switch count {
	case CountFor, CountHosts:
		raised = p == For
	case CountAgainst:
		raised = p == Against
	case CountAbstain:
		raised = p == Abstain
	case CountCast:
		raised = p != Abstain
	case CountTakingPart:
		raised = true
	}
	if raised {
		return 1
	}
	return 0
}

// leaves lists the figures of an explanation from left to right.
func (x Explanation) leaves() []Figure {
	if x.Figure != nil {
		return []Figure{*x.Figure}
	}
	var figures []Figure
	for _, part := range x.Parts {
		figures = append(figures, part.leaves()...)
	}
	return figures
}

// Figure returns a comparison as a figure without counts: what it demands.
func (e Expression) Figure() Figure {
	c := e.amounts()[0]
	return Figure{Votes: e.Votes, Relation: c.relation, Amount: c.amount, Of: e.Of}
}
