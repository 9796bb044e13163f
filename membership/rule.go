package membership

import "time"

// A voting period is bounded below so that it is far longer than peers and
// clients differ in time, save in trials; and above so that a proposal ends.
const (
	MinVoting = 10 * time.Second
	MaxVoting = 366 * 24 * time.Hour
)

// Rule tells how one action is decided.
type Rule struct {
	// Voting is how long a proposal is voted on, from its filing.
	Voting Duration `json:"voting"`
	// Early allows the decision before the voting period ends, once the
	// expression is met. Endorsements do not change, so what is met stays met.
	Early bool `json:"early,omitempty" metadata:",optional"`
	// Pass must be met for the proposal to be accepted.
	Pass Expression `json:"pass"`
}

func (r Rule) validate(path string, founders int) error {
	period, ok := r.Voting.Parse()
	if !ok {
		return invalid(path+".voting", "must be a duration such as P7D or PT12H: "+clip(string(r.Voting)))
	}
	if period < MinVoting || period > MaxVoting {
		return invalid(path+".voting", "must be between PT10S and P366D")
	}
	return r.Pass.validate(path+".pass", founders)
}

// closes returns the end of a voting period that begins at a time.
func (r Rule) closes(from time.Time) time.Time {
	period, _ := r.Voting.Parse()
	return from.Add(period)
}
