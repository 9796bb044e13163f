package client

import (
	"context"
	"slices"
	"time"

	"allianceregistry/membership"
)

// Task is a proposal that awaits a party's endorsement.
type Task struct {
	Proposal membership.Proposal `json:"proposal"`
	// Wanted is sponsor, while the proposal looks for sponsors, or vote.
	Wanted string    `json:"wanted"`
	Until  time.Time `json:"until"`
}

// The kinds of tasks.
const (
	WantedSponsor = "sponsor"
	WantedVote    = "vote"
)

// Inbox returns the proposals that a party may still sponsor or vote on, the
// most urgent first. It asks the ledger by trying: what it lists would be
// accepted now.
func (c *Client) Inbox(ctx context.Context, party string) ([]Task, error) {
	memberships, err := c.Memberships(ctx, party)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, member := range memberships {
		if member.State != membership.Active {
			continue
		}
		proposals, err := c.Proposals(ctx, member.Alliance)
		if err != nil {
			return nil, err
		}
		for _, proposal := range proposals {
			task, open := taskOf(proposal)
			if !open {
				continue
			}
			if wanted, err := c.wanted(ctx, task); err != nil {
				return nil, err
			} else if wanted {
				tasks = append(tasks, task)
			}
		}
	}
	slices.SortStableFunc(tasks, func(a, b Task) int { return a.Until.Compare(b.Until) })
	return tasks, nil
}

func taskOf(p membership.Proposal) (Task, bool) {
	switch p.Status {
	case membership.Filed:
		return Task{Proposal: p, Wanted: WantedSponsor, Until: p.Expires}, true
	case membership.Voting:
		return Task{Proposal: p, Wanted: WantedVote, Until: p.Closes}, true
	default:
		return Task{}, false
	}
}

// wanted tries whether the ledger would take an endorsement.
func (c *Client) wanted(ctx context.Context, task Task) (bool, error) {
	position := membership.Abstain
	if task.Wanted == WantedSponsor {
		position = membership.Sponsor
	}
	_, err := c.Try(ctx, membership.Endorse{Request: NewRequest(), Proposal: task.Proposal.ID, Position: position})
	for _, code := range []membership.Code{
		membership.EndorsementExists, membership.NotAMember, membership.NoRight, membership.Recused,
		membership.OutsideElectorate, membership.VotingClosed, membership.ProposalExpired, membership.ProposalDecided,
	} {
		if refused(err, code) {
			return false, nil
		}
	}
	return err == nil, err
}
