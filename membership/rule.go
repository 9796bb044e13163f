package membership

import "time"

// Periods are bounded below so that they are far longer than peers and clients
// differ in time, save in trials; and above so that a proposal ends.
const (
	MinVoting = 10 * time.Second
	MaxVoting = 366 * 24 * time.Hour
)

// Rule tells how one action is decided.
type Rule struct {
	// Sponsors is how many members must sponsor a proposal before it is put to the
	// vote. Without sponsors it is put to the vote when it is filed.
	Sponsors int `json:"sponsors,omitempty" metadata:",optional"`
	// Expiry is how long a proposal may wait for its sponsors.
	Expiry Duration `json:"expiry,omitempty" metadata:",optional"`
	// Voting is how long a proposal is voted on.
	Voting Duration `json:"voting"`
	// Early allows the decision before the voting period ends, once no vote that
	// is still to come could change it.
	Early bool `json:"early,omitempty" metadata:",optional"`
	// Pass must be met for the proposal to be accepted.
	Pass Expression `json:"pass"`
}

// validate refuses a rule by which nothing could be decided on the day that the
// alliance opens. The subject of a rule about a member has no vote.
func (r Rule) validate(path string, founders int, recused bool) error {
	if err := checkPeriod(path+".voting", r.Voting); err != nil {
		return err
	}
	voters := founders
	if recused && voters > 1 { // a single founder has nobody to be recused
		voters--
	}
	if r.Sponsors < 0 || r.Sponsors > voters {
		return invalid(path+".sponsors", "must be 0 to "+itoa(voters)+", the number of founders who may sponsor")
	}
	if r.Sponsors > 0 {
		if err := checkPeriod(path+".expiry", r.Expiry); err != nil {
			return err
		}
	} else if r.Expiry != "" {
		return invalid(path+".expiry", "has no use without sponsors")
	}
	met := 0
	if err := r.Pass.validate(path+".pass", 1, &met); err != nil {
		return err
	}
	switch none := r.Pass.evaluate(Tally{Electorate: voters}); {
	case none.Certain && none.Met:
		return invalid(path+".pass", "is met whatever the founders vote: anybody could decide alone")
	case none.Certain:
		return invalid(path+".pass", "cannot be met by the votes of "+itoa(voters)+" founders: nothing could be decided")
	}
	return nil
}

func checkPeriod(path string, period Duration) error {
	length, ok := period.Parse()
	if !ok {
		return invalid(path, "must be a duration such as P7D or PT12H: "+clip(string(period)))
	}
	if length < MinVoting || length > MaxVoting {
		return invalid(path, "must be between PT10S and P366D")
	}
	return nil
}

// closes returns the end of a voting period that begins at a time.
func (r Rule) closes(from time.Time) time.Time { return from.Add(r.Voting.length()) }

// expires returns when a proposal lapses that was filed at a time.
func (r Rule) expires(from time.Time) time.Time { return from.Add(r.Expiry.length()) }
