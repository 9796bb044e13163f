package charter

// StandingState is how well a member meets its obligations.
type StandingState string

// Standing is good; in grace when something is due; lapsed when it is overdue.
const (
	Good   StandingState = "good"
	Grace  StandingState = "grace"
	Lapsed StandingState = "lapsed"
)

// OnProbation stands in a refusal for a standing that is good: then it is the
// probation that leaves a member without a right.
const OnProbation StandingState = "probation"
