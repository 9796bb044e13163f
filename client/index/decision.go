package index

import (
	"context"
	"time"

	"allianceregistry/membership"
)

// DecisionFilter narrows Decisions. What is empty does not narrow.
type DecisionFilter struct {
	Alliance string    `json:"alliance,omitempty"`
	Action   string    `json:"action,omitempty"`
	Outcome  string    `json:"outcome,omitempty"`
	Subject  string    `json:"subject,omitempty"`
	From     time.Time `json:"from,omitzero"`
	Until    time.Time `json:"until,omitzero"`
	Page
}

// Decided is a decision with its proposal as it is now.
type Decided struct {
	Place
	Decision membership.Decision `json:"decision"`
	Proposal membership.Proposal `json:"proposal"`
}

// DecisionList is a page of decisions.
type DecisionList struct {
	Decisions []Decided `json:"decisions"`
	Next      string    `json:"next,omitempty"`
}

// Decisions lists decisions, the newest first unless the page says otherwise.
func (x *Index) Decisions(ctx context.Context, f DecisionFilter) (DecisionList, error) {
	panic("to be written")
}

// Case is everything about one proposal.
type Case struct {
	Place                        // of the proposal's filing
	Proposal membership.Proposal `json:"proposal"`
	// Decision is nil while there is none.
	Decision *Decided `json:"decision,omitempty"`
	// Votes are sponsorships and endorsements, the oldest first; where a vote was
	// changed, each version.
	Votes []Vote `json:"votes"`
	// Charter is the version that decides it.
	Charter membership.CharterVersion `json:"charter"`
}

// Decision returns everything about a proposal, decided or not. It refuses with
// UNKNOWN_RECORD (*membership.Error).
func (x *Index) Decision(ctx context.Context, proposal string) (Case, error) {
	panic("to be written")
}
