package client

import (
	"context"
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// awaiting lists those of the proposals that a party can bring further.
func (c *Client) awaiting(ctx context.Context, party string, proposals ...membership.ProposalNow) ([]Task, error) {
	var tasks []Task
	for _, proposal := range proposals {
		for _, step := range steps(proposal) {
			possible, err := c.possible(ctx, party, step)
			if err != nil {
				return nil, err
			}
			if possible {
				tasks = append(tasks, Task{Alliance: proposal.Alliance, Proposal: proposal, Wanted: step.wanted, Until: step.until})
				break
			}
		}
	}
	return tasks, nil
}

// further is a transaction that may bring a proposal further.
type further struct {
	transaction membership.Transaction
	wanted      string
	until       time.Time
}

// steps are what may be possible in a proposal's state, the best first.
func steps(p membership.ProposalNow) []further {
	decide := further{membership.Decide{Proposal: p.ID}, WantedDecide, time.Time{}}
	switch {
	case p.Status == membership.Filed:
		return []further{
			{membership.PutToVote{Proposal: p.ID}, WantedOpening, p.Expires},
			{endorsing(p, charter.Sponsor), WantedSponsor, p.Expires},
		}
	case p.Status == membership.Voting:
		return []further{
			{endorsing(p, charter.Abstain), WantedVote, p.Closes}, decide,
		}
	case p.Due == membership.Decide{}.Name():
		return []further{decide}
	case p.Due == membership.Enact{}.Name():
		return []further{{membership.Enact{Proposal: p.ID}, WantedEnact, time.Time{}}}
	default:
		return nil
	}
}

// endorsing is an endorsement of what was listed; what that cannot be said of is read
// once more.
func endorsing(p membership.ProposalNow, position charter.Position) membership.Endorse {
	t := membership.Endorse{Request: NewRequest(), Proposal: p.ID, Position: position}
	if about, err := p.About(); err == nil {
		t.About = &about
	}
	return t
}

// possible tries whether the ledger would take a step, and for an endorsement
// looks whether it is still wanted.
func (c *Client) possible(ctx context.Context, party string, step further) (bool, error) {
	possible, err := c.takes(ctx, step.transaction)
	endorsement, is := step.transaction.(membership.Endorse)
	if err != nil || !possible || !is {
		return possible, err
	}
	dossier, err := Ask(ctx, c, membership.GetProposal{ID: endorsement.Proposal})
	return err == nil && wanted(dossier, party, endorsement.Position), err
}

// wanted tells whether a proposal still looks for sponsors, or for the vote of a
// party that has not given it: one that could be changed is not asked for again.
func wanted(d membership.Dossier, party string, position charter.Position) bool {
	if position == charter.Sponsor {
		return d.Sponsors != nil && !d.Sponsors.Met
	}
	return !slices.ContainsFunc(d.Endorsements, func(e membership.Endorsement) bool { return e.Party == party })
}
