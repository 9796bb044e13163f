package membership

// Expression is a condition on the endorsements of a proposal. In this engine
// it is one comparison: so many votes of one position.
type Expression struct {
	// Votes is the position that is counted: for.
	Votes Position `json:"votes"`
	// AtLeast is how many are needed.
	AtLeast int `json:"atLeast"`
}

// maxThreshold bounds a threshold: the most endorsements that a decision reads.
const maxThreshold = maxTally

// validate refuses thresholds that cannot be reached by the founders alone: an
// alliance must be able to decide on the day that it opens.
func (e Expression) validate(path string, founders int) error {
	if e.Votes != For {
		return invalid(path+".votes", "must be "+string(For))
	}
	if e.AtLeast < 1 || e.AtLeast > maxThreshold {
		return invalid(path+".atLeast", "must be 1 to "+itoa(maxThreshold))
	}
	if e.AtLeast > founders {
		return invalid(path+".atLeast", "needs "+itoa(e.AtLeast)+" votes of "+itoa(founders)+" founders: nothing could be decided")
	}
	return nil
}

// Figure is one comparison of a decision: what was needed, and what there was.
type Figure struct {
	What   string `json:"what"`
	Needed int    `json:"needed"`
	Actual int    `json:"actual"`
	Met    bool   `json:"met"`
}

// evaluate returns the expression's figures for a tally, and whether it is met.
func (e Expression) evaluate(tally Tally) ([]Figure, bool) {
	figure := Figure{What: "votes " + string(e.Votes), Needed: e.AtLeast, Actual: tally.of(e.Votes)}
	figure.Met = figure.Actual >= figure.Needed
	return []Figure{figure}, figure.Met
}
