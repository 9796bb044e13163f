package charter

// Expression is a condition on a proposal's endorsements: all of several, any
// of several, not one, or a comparison of a count with an amount.
//
//	{"votes": "for", "atLeast": "2"}                         two votes for
//	{"votes": "for", "moreThan": "1/2", "of": "electorate"}  more than half of all who may vote
//	{"votes": "for", "atLeast": "2/3", "of": "cast"}         two thirds of those for and against
//	{"votes": "hosts", "atLeast": "2"}                       votes for from two hosts
//	{"votes": "for", "who": {"classes": ["issuer"]}, "measure": "population", "atLeast": "2/3", "of": "cast"}
//	                                                         the same among issuers, weighed by population
//
// Counts are whole numbers and amounts are fractions of whole numbers: there is
// no rounding anywhere.
type Expression struct {
	All []Expression `json:"all,omitempty" metadata:",optional"`
	Any []Expression `json:"any,omitempty" metadata:",optional"`
	Not []Expression `json:"not,omitempty" metadata:",optional"`
	// Votes is what is counted.
	Votes Count `json:"votes,omitempty" metadata:",optional"`
	// Who are the voters among whom it is counted, also where a share is taken of
	// them; without it all who may vote.
	Who *Who `json:"who,omitempty" metadata:",optional"`
	// Measure is what votes are weighed by; without it each counts one.
	Measure string `json:"measure,omitempty" metadata:",optional"`
	// Of is what a fraction is taken of: cast, taking part, electorate, at a meeting
	// present, or a figure of the charter's; without it the amount is a number of votes.
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
	CountGroups     Count = "groups"      // distinct affiliate groups of the votes for, each other voter being one
	CountSponsors   Count = "sponsors"    // in a rule's sponsors only
	CountElectorate Count = "electorate"  // all who may vote
	CountPresent    Count = "present"     // those of them who are at the meeting
)

// isDistinct reports whether a count is of different hosts or groups: a number, never
// a share, and never weighed.
func (c Count) isDistinct() bool { return c == CountHosts || c == CountGroups }

// isBase reports whether a fraction can be taken of the count; else it is a figure.
func (c Count) isBase() bool {
	return c == CountCast || c == CountTakingPart || c == CountElectorate
}

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

// eachComparison calls a function for every comparison, from left to right.
func (e Expression) eachComparison(do func(Expression)) {
	if e.Votes != "" {
		do(e)
		return
	}
	for _, list := range [][]Expression{e.All, e.Any, e.Not} {
		for _, inner := range list {
			inner.eachComparison(do)
		}
	}
}

// Figure returns a comparison as a figure without counts: what it demands.
func (e Expression) Figure() Figure {
	c := e.amounts()[0]
	return Figure{Votes: e.Votes, Who: e.Who, Measure: e.Measure, Relation: c.relation, Amount: c.amount, Of: e.Of}
}
