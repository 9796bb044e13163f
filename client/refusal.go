package client

import (
	"context"
	"errors"
	"slices"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// explainable are the refusals behind which a proposal's figures stand.
var explainable = []refusal.Code{
	refusal.NotDecidable, refusal.SponsorsMissing, refusal.NotVoting, refusal.JoinPending,
	refusal.VotingClosed, refusal.ProposalExpired, refusal.DiscussionOpen, refusal.TimelockRuns,
	refusal.NotTimelocked,
}

// Refused is a refusal with the proposal that it is about: its rule as a tree
// with what is needed and what there is, its sponsors, and when its time is up.
type Refused struct {
	Err     error
	Dossier membership.Dossier
}

// Error says what the refusal says.
func (r *Refused) Error() string { return r.Err.Error() }

// Unwrap returns the refusal.
func (r *Refused) Unwrap() error { return r.Err }

// Explain adds to a refusal the figures behind it, asked of the ledger as they
// are now: after Submit and after Try they are the same. Any other error, and a
// refusal whose figures cannot be had, comes back as it is.
func (c *Client) Explain(ctx context.Context, err error) error {
	var denied *refusal.Error
	if !errors.As(err, &denied) || !slices.Contains(explainable, denied.Code) {
		return err
	}
	dossier, failed := Ask(ctx, c, membership.GetProposal{ID: denied.Params["proposal"]})
	if failed != nil {
		return err
	}
	return &Refused{Err: err, Dossier: dossier}
}
