package charter

// What the tests in package charter_test need of the inside.

// The bounds that only a filled charter can reach.
const (
	MaxDepth       = maxDepth
	MaxExpressions = maxExpressions
	MaxAmount      = maxAmount
)

// Evaluate works out an expression.
func (e Expression) Evaluate(tally Tally) Explanation {
	return e.evaluate(func(Expression) counts {
		rest := int64(tally.Electorate - tally.For - tally.Against - tally.Abstain)
		return counts{
			weights: positionWeights{int64(tally.For), int64(tally.Against), int64(tally.Abstain)}, electorate: int64(tally.Electorate),
			distinct: tally.Hosts, distinctCertain: tally.Hosts, voters: tally.Electorate, voted: tally.For + tally.Against + tally.Abstain,
			distinctToCome: int(max(0, rest)),
			outstanding:    []outstanding{{weight: max(0, rest), maxUp: anyPosition}},
		}
	})
}

// BlocsOf gathers voters into blocs.
var BlocsOf = blocsOf

// ValidateExpression checks an expression as a charter's rule does.
func ValidateExpression(e Expression) error {
	met, d := 0, &Defects{}
	e.validate(d, Charter{}, "pass", 1, &met)
	return d.Err()
}

// Parse reads an amount.
func (a Amount) Parse() (numerator, denominator int64, ok bool) { return a.parse() }

// By is the ballot counted by the rules of a version.
func (b Ballot) By(engine string) Ballot {
	b.Engine = engine
	return b
}

// The bound of an examination.
const MaxExamination = maxExamination

// The bound of finding out reach.
const MaxReach = maxReach

// Work lists a charter's defects by the rules of a version, and what the examination took.
func (c Charter) Work(among Composition, engine string) ([]Defect, int) {
	d, work := &Defects{engine: engine}, 0
	if c.ValidateForm(d); len(d.list) == 0 {
		work = c.Examine(d, among)
	}
	return d.list, work
}

// Accepts reports whether a ballot is accepted, without an explanation.
func (b Ballot) Accepts() bool { return b.accepts() }

// Assured reports whether a charter's rule is assured, and what a search finds that has work
// without end.
func (c Charter) Assured(key Action, among Composition) (assured bool, found []Defect) {
	action, _ := key.Split()
	x := c.examination(Engine, keyedVote{action: action, rule: *c.Rules[key], path: "rules." + string(key)}, among, 1<<50)
	x.gather(among)
	if x.ballot(x.everybody(), noCohort, nil).Electorate == nil {
		return false, nil
	}
	d := &Defects{engine: Engine}
	x.search(d, "")
	return x.assured(), d.list
}

// LivesThrough reports whether a rule can be met when members are lost, each looked at by itself; and whether
// that is proven, as all votes and sponsors that could matter were tried.
func (c Charter) LivesThrough(key Action, among Composition, lost []int, silent bool) (lives, proven bool) {
	x := c.examination(Engine, placedRule{key, "", c.Rules[key], false}.vote(), among, 1<<50)
	for i, voter := range among.Voters {
		one := c.examination(Engine, placedRule{key, "", c.Rules[key], false}.vote(), among, 1<<50)
		one.gather(Composition{Voters: []Voter{voter}, Hosts: among.Hosts[i : i+1]})
		x.cohorts = append(x.cohorts, one.cohorts...)
		x.comparisons = one.comparisons
	}
	lives = losses{x, x.rule.forIsBest()}.livesThrough(lost, silent)
	return lives, !x.guessed
}

// ReachWork is Reaches, and the work that it took.
func (c Charter) ReachWork(among Composition) ([]Reach, int) { return c.reaches(among) }

// OutOfReachWork is about the work of OutOfReach: that of its ballots.
func (c Charter) OutOfReachWork(key Action, among Composition) int {
	left := 1 << 40
	x := examination{Charter: c, engine: Engine, rule: *c.Rules[key]}
	whole, voters := x.sayOf(among)
	b := Ballot{Charter: c, Rule: x.rule, Voters: voters, Electorate: blocPerVoter(nil, voters), Votes: whole.votes, budget: &left}
	b.Explain()
	return 1<<40 - left
}

// Work is what it takes to explain a ballot.
func (b Ballot) Work() int {
	left := 1 << 40
	b.budget = &left
	b.Explain()
	return 1<<40 - left
}
