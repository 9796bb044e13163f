package charter

import "slices"

// Explanation is an expression with its figures: what was needed, what there is,
// whether it is met, and whether that can still change.
type Explanation struct {
	// Kind is all, any, not, votes, or open for what takes no vote.
	Kind string `json:"kind"`
	// Role is pass, fallback, consent or veto, where a rule has more than what must pass.
	Role  string        `json:"role,omitempty" metadata:",optional"`
	Parts []Explanation `json:"parts,omitempty" metadata:",optional"`
	// Figure is the comparison of a votes explanation.
	Figure *Figure `json:"figure,omitempty" metadata:",optional"`
	Met    bool    `json:"met"`
	// Certain says that no vote still to come can change whether it is met.
	Certain bool `json:"certain"`
}

// The roles that an expression has in a rule.
const (
	RolePass     = "pass"
	RoleFallback = "fallback"
	RoleConsent  = "consent"
	RoleVeto     = "veto"
)

// Figure is one comparison: so many of these votes, where so many are needed.
type Figure struct {
	Votes    Count    `json:"votes"`
	Who      *Who     `json:"who,omitempty" metadata:",optional"`
	Measure  string   `json:"measure,omitempty" metadata:",optional"`
	Relation Relation `json:"relation"`
	Amount   Amount   `json:"amount"`
	Of       Count    `json:"of,omitempty" metadata:",optional"`
	// Base is the number that a fraction is taken of, 1 without one.
	Base int `json:"base"`
	// Needed is the least (or for atMost and lessThan the greatest) count that
	// meets the comparison with this base.
	Needed int `json:"needed"`
	Actual int `json:"actual"`
	// Casting is how the casting vote decided between as many for as against.
	Casting Position `json:"casting,omitempty" metadata:",optional"`
}

// evaluate works out an expression, given what each comparison counts.
func (e Expression) evaluate(of func(Expression) counts) Explanation {
	switch {
	case e.Votes != "":
		return e.compare(of(e))
	case len(e.Not) > 0:
		inner := e.Not[0].evaluate(of)
		return Explanation{Kind: "not", Parts: []Explanation{inner}, Met: !inner.Met, Certain: inner.Certain}
	case len(e.Any) > 0:
		return combine("any", evaluateAll(e.Any, of), true)
	default:
		return combine("all", evaluateAll(e.All, of), false)
	}
}

// met reports whether an expression is met, as evaluate does, given which comparisons are.
func (e Expression) met(is func(Expression) bool) bool {
	switch {
	case e.Votes != "":
		return is(e)
	case len(e.Not) > 0:
		return !e.Not[0].met(is)
	case len(e.Any) > 0:
		return slices.ContainsFunc(e.Any, func(part Expression) bool { return part.met(is) })
	default:
		return !slices.ContainsFunc(e.All, func(part Expression) bool { return !part.met(is) })
	}
}

// holds reports whether a comparison is met by what it counts.
func (e Expression) holds(c counts) bool {
	amount := e.amounts()[0]
	p, q, _ := amount.amount.parse()
	if casting := c.tieBreak(e); casting != "" {
		return casting == For
	}
	return amount.relation.holds(c.of(e.Votes), c.of(e.Of), p, q)
}

// comparisonsHold reports which comparisons are met, given what each counts.
func comparisonsHold(of func(Expression) counts) func(Expression) bool {
	return func(leaf Expression) bool { return leaf.holds(of(leaf)) }
}

func evaluateAll(parts []Expression, of func(Expression) counts) []Explanation {
	explanations := make([]Explanation, 0, len(parts))
	for _, part := range parts {
		explanations = append(explanations, part.evaluate(of))
	}
	return explanations
}

// combine joins all or any. One part settles the whole if it is certainly what
// settles it: unmet for all, met for any. Otherwise the whole is certain if every
// part is.
func combine(kind string, parts []Explanation, settling bool) Explanation {
	whole := Explanation{Kind: kind, Parts: parts, Met: !settling, Certain: true}
	settled := false
	for _, part := range parts {
		if part.Met == settling {
			whole.Met = settling
			settled = settled || part.Certain
		}
		whole.Certain = whole.Certain && part.Certain
	}
	whole.Certain = whole.Certain || settled
	return whole
}

// compare works out one comparison. Whether it can still change follows from how
// far the votes to come can bring it, one way and the other.
func (e Expression) compare(c counts) Explanation {
	amount := e.amounts()[0]
	p, q, _ := amount.amount.parse()
	count, base := c.of(e.Votes), c.of(e.Of)
	met := e.holds(c)
	certain := c.certain(e, amount.relation, p, q, met)
	figure := e.Figure()
	figure.Base, figure.Needed, figure.Actual = int(base), amount.relation.needed(base, p, q), int(count)
	figure.Casting = c.tieBreak(e)
	return Explanation{Kind: "votes", Figure: &figure, Met: met, Certain: certain}
}

// Leaves lists the comparisons of an explanation from left to right: each has a
// Figure, and no parts.
func (x Explanation) Leaves() []Explanation {
	if x.Figure != nil {
		return []Explanation{x}
	}
	var leaves []Explanation
	for _, part := range x.Parts {
		leaves = append(leaves, part.Leaves()...)
	}
	return leaves
}
