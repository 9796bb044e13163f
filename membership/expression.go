package membership

// Expression is a condition on a proposal's endorsements: all of several, any
// of several, not one, or a comparison of a count with an amount.
//
//	{"votes": "for", "atLeast": "2"}                         two votes for
//	{"votes": "for", "moreThan": "1/2", "of": "electorate"}  more than half of all who may vote
//	{"votes": "for", "atLeast": "2/3", "of": "cast"}         two thirds of those for and against
//	{"votes": "hosts", "atLeast": "2"}                       votes for from two hosts
//
// Counts are whole numbers and amounts are fractions of whole numbers: there is
// no rounding anywhere.
type Expression struct {
	All []Expression `json:"all,omitempty" metadata:",optional"`
	Any []Expression `json:"any,omitempty" metadata:",optional"`
	Not []Expression `json:"not,omitempty" metadata:",optional"`
	// Votes is what is counted.
	Votes Count `json:"votes,omitempty" metadata:",optional"`
	// Of is what a fraction is taken of; without it the amount is a number of votes.
	Of       Count  `json:"of,omitempty" metadata:",optional"`
	AtLeast  Amount `json:"atLeast,omitempty" metadata:",optional"`
	MoreThan Amount `json:"moreThan,omitempty" metadata:",optional"`
	AtMost   Amount `json:"atMost,omitempty" metadata:",optional"`
	LessThan Amount `json:"lessThan,omitempty" metadata:",optional"`
}

// Count is something that can be counted on a proposal.
type Count string

// What can be counted. Abstentions take part, but are not cast for either side.
const (
	CountFor        Count = "for"
	CountAgainst    Count = "against"
	CountAbstain    Count = "abstain"
	CountCast       Count = "cast"        // for and against
	CountTakingPart Count = "taking part" // for, against and abstain
	CountHosts      Count = "hosts"       // distinct hosts of the votes for
	CountElectorate Count = "electorate"  // all who may vote
)

// Relation is how a count is compared with an amount.
type Relation string

// The relations.
const (
	AtLeast  Relation = "atLeast"
	MoreThan Relation = "moreThan"
	AtMost   Relation = "atMost"
	LessThan Relation = "lessThan"
)

// The bounds of an expression: whatever a charter says, a peer evaluates it in
// no time.
const (
	maxDepth       = 8
	maxExpressions = 100
)

// validate refuses an expression that has no meaning. It counts the expressions
// that it meets.
func (e Expression) validate(path string, depth int, met *int) error {
	if *met++; *met > maxExpressions || depth > maxDepth {
		return invalid(path, "is too large: at most "+itoa(maxExpressions)+" expressions, "+itoa(maxDepth)+" deep")
	}
	kinds := 0
	for _, present := range []bool{len(e.All) > 0, len(e.Any) > 0, len(e.Not) > 0, e.Votes != ""} {
		if present {
			kinds++
		}
	}
	if kinds != 1 {
		return invalid(path, "must have exactly one of all, any, not, votes")
	}
	if e.Votes != "" {
		return e.validateComparison(path)
	}
	if e.Of != "" || len(e.amounts()) > 0 {
		return invalid(path, "has an amount, but nothing is counted")
	}
	if len(e.Not) > 1 {
		return invalid(path+".not", "must have one expression")
	}
	for _, list := range []struct {
		name string
		of   []Expression
	}{{"all", e.All}, {"any", e.Any}, {"not", e.Not}} {
		for i, inner := range list.of {
			if err := inner.validate(path+"."+list.name+"["+itoa(i)+"]", depth+1, met); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e Expression) validateComparison(path string) error {
	switch e.Votes {
	case CountFor, CountAgainst, CountAbstain, CountCast, CountTakingPart, CountHosts:
	default:
		return invalid(path+".votes", "must be for, against, abstain, cast, taking part or hosts; not "+clip(string(e.Votes)))
	}
	switch e.Of {
	case "", CountCast, CountTakingPart, CountElectorate:
	default:
		return invalid(path+".of", "must be cast, taking part or electorate; not "+clip(string(e.Of)))
	}
	if e.Votes == CountHosts && e.Of != "" {
		return invalid(path+".of", "hosts are a number, not a share of votes")
	}
	amounts := e.amounts()
	if len(amounts) != 1 {
		return invalid(path, "must have exactly one of atLeast, moreThan, atMost, lessThan")
	}
	numerator, denominator, ok := amounts[0].amount.parse()
	switch {
	case !ok:
		return invalid(path+"."+string(amounts[0].relation), "must be a number such as 2, or a fraction such as 2/3; not "+clip(string(amounts[0].amount)))
	case e.Of == "" && denominator != 1:
		return invalid(path, "has a fraction, but does not say of what")
	case e.Of != "" && numerator > denominator:
		return invalid(path, "demands more than the whole")
	}
	return nil
}

type comparison struct {
	relation Relation
	amount   Amount
}

func (e Expression) amounts() []comparison {
	var present []comparison
	for _, c := range []comparison{{AtLeast, e.AtLeast}, {MoreThan, e.MoreThan}, {AtMost, e.AtMost}, {LessThan, e.LessThan}} {
		if c.amount != "" {
			present = append(present, c)
		}
	}
	return present
}
