package membership

import "slices"

// ProposalStatus tells how far a proposal has come.
type ProposalStatus string

// The states of a proposal. A rule without sponsors is put to the vote by the
// transaction that files the proposal.
const (
	Filed     ProposalStatus = "filed"
	Voting    ProposalStatus = "voting"
	Accepted  ProposalStatus = "accepted"
	Rejected  ProposalStatus = "rejected"
	Expired   ProposalStatus = "expired"   // not put to the vote in time
	Withdrawn ProposalStatus = "withdrawn" // by the party that filed it
	Void      ProposalStatus = "void"      // accepted, but there was nothing left to do
	// Timelocked is accepted, and not yet enacted.
	Timelocked ProposalStatus = "timelocked"
)

// ProposalStatuses lists what a proposal can be, recorded or derived.
func ProposalStatuses() []ProposalStatus {
	return []ProposalStatus{Filed, Voting, Closed, Accepted, Timelocked, Enactable, Rejected, Expired, Withdrawn, Void}
}

// proposalSteps are all the steps that a proposal can take.
var proposalSteps = map[ProposalStatus][]ProposalStatus{
	Filed:  {Voting, Expired, Withdrawn},
	Voting: {Accepted, Rejected, Void, Withdrawn, Timelocked},

	Timelocked: {Accepted, Void},
}

// CanBecome tells whether a proposal may go from one state to another.
func (s ProposalStatus) CanBecome(next ProposalStatus) bool {
	return slices.Contains(proposalSteps[s], next)
}

// Settled tells whether nothing can happen to a proposal any more.
func (s ProposalStatus) Settled() bool { return len(proposalSteps[s]) == 0 }
