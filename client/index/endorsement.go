package index

import (
	"context"
	"time"

	"allianceregistry/membership"
)

// EndorsementFilter narrows Endorsements. What is empty does not narrow.
type EndorsementFilter struct {
	Alliance string `json:"alliance,omitempty"`
	Proposal string `json:"proposal,omitempty"`
	// From is the party that endorsed, To the one that the proposal is about.
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Host     string `json:"host,omitempty"`
	Position string `json:"position,omitempty"`
	// Since and Until bound the transactions' time: from Since on, before Until.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	Page
}

// Vote is one endorsement: a sponsorship, or a vote for, against, or abstaining.
type Vote struct {
	Place
	// To is the party that the proposal is about, Action what it asks for.
	To          string                 `json:"to"`
	Action      membership.Action      `json:"action"`
	Endorsement membership.Endorsement `json:"endorsement"`
}

// Votes is a page of endorsements.
type Votes struct {
	Votes []Vote `json:"votes"`
	Next  string `json:"next,omitempty"`
}

// Endorsements lists who endorsed whom, the newest first unless the page says
// otherwise; where a vote was changed, each version.
func (x *Index) Endorsements(ctx context.Context, f EndorsementFilter) (Votes, error) {
	panic("to be written")
}
