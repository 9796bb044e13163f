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
			sides: sides{int64(tally.For), int64(tally.Against), int64(tally.Abstain)}, electorate: int64(tally.Electorate),
			hosts: tally.Hosts, firm: tally.Hosts, voters: tally.Electorate, voted: tally.For + tally.Against + tally.Abstain,
			coming: int(max(0, rest)),
			open:   []opening{{rest: max(0, rest), up: anySide}},
		}
	})
}

// BlocsOf gathers voters into blocs.
var BlocsOf = blocsOf

// ValidateExpression checks an expression as a charter's rule does.
func ValidateExpression(e Expression) error {
	met, f := 0, &Defects{}
	e.validate(f, Charter{}, "pass", 1, &met)
	return f.Err()
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

// Work lists a charter's defects by the rules of a version, and what the examination took.
func (c Charter) Work(among Composition, engine string) ([]Defect, int) {
	f, work := &Defects{engine: engine}, 0
	if c.ValidateForm(f); len(f.list) == 0 {
		work = c.Examine(f, among)
	}
	return f.list, work
}

// Accepts reports whether a ballot is accepted, without an explanation.
func (b Ballot) Accepts() bool { return b.accepts() }

// Assured reports whether a charter's rule is assured, and what a search finds that has work
// without end.
func (c Charter) Assured(key Action, among Composition) (assured bool, found []Defect) {
	x := c.examination(Engine, key, among, 1<<50)
	x.gather(among)
	if x.ballot(x.everybody(), nobody, nil).Electorate == nil {
		return false, nil
	}
	f := &Defects{engine: Engine}
	x.search(f, "")
	return x.assured(), f.list
}
