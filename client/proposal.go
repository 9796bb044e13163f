package client

import (
	"context"
	"slices"
	"strings"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// maxLike bounds the proposals that are named where a beginning fits several.
const maxLike = 5

// ProposalsLike lists the ids of proposals that begin so, the first few in their
// order, as two hosts have them: what is said of one that was named by its beginning is
// said of that one. It reads one page of records that begins there, however many there
// are.
func (c *Client) ProposalsLike(ctx context.Context, beginning string) ([]string, error) {
	from := membership.ProposalKey(beginning).String()
	like := func(page membership.Records) (ids []string) {
		for _, record := range page.Records {
			if len(record.Key) == 1 && strings.HasPrefix(record.Key[0], beginning) {
				ids = append(ids, record.Key[0])
			}
		}
		return ids
	}
	page, err := agreedOn(ctx, c, membership.ListRecords{Object: "proposal", Size: maxLike, Bookmark: from[:len(from)-1]},
		func(page membership.Records) (any, error) { return like(page), nil })
	return like(page), err
}

// proposalTasks lists those of the proposals that a party can move on.
func (c *Client) proposalTasks(ctx context.Context, party string, proposals ...membership.ProposalNow) ([]Task, error) {
	var tasks []Task
	for _, proposal := range proposals {
		for _, step := range nextSteps(proposal) {
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

// proxyTasks lists the votes on those of the proposals that a party can cast for others.
func (c *Client) proxyTasks(ctx context.Context, party, alliance string, proposals []membership.ProposalNow) ([]Task, error) {
	isOpen := func(p membership.ProposalNow) bool { return p.Status == membership.Voting }
	if !slices.ContainsFunc(proposals, isOpen) {
		return nil, nil
	}
	held, err := c.Proxies(ctx, alliance, "", party)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, proxy := range held {
		if proxy.Revoked != nil || proxy.Over {
			continue
		}
		for _, p := range proposals {
			if !isOpen(p) || proxy.Proposal != "" && proxy.Proposal != p.ID {
				continue
			}
			vote := endorsement(p, charter.Abstain)
			vote.Principal = proxy.Principal
			possible, err := c.possible(ctx, proxy.Principal, nextStep{vote, WantedVote, p.LastClose()})
			if err != nil {
				return nil, err
			}
			task := Task{Alliance: alliance, Proposal: p, Principal: proxy.Principal, Wanted: WantedVote, Until: p.LastClose()}
			if possible && !slices.ContainsFunc(tasks, func(t Task) bool { return t.Principal == task.Principal && t.Proposal.ID == p.ID }) {
				tasks = append(tasks, task)
			}
		}
	}
	return tasks, nil
}

// nextStep is a transaction that may move a proposal on.
type nextStep struct {
	transaction membership.Transaction
	wanted      string
	until       time.Time
}

// nextSteps lists what may be possible in a proposal's state, the best first.
func nextSteps(p membership.ProposalNow) []nextStep {
	decide := nextStep{membership.Decide{Proposal: p.ID}, WantedDecide, time.Time{}}
	switch {
	case p.Status == membership.Filed:
		return []nextStep{
			{membership.PutToVote{Proposal: p.ID}, WantedOpening, p.Expires},
			{endorsement(p, charter.Sponsor), WantedSponsor, p.Expires},
		}
	case p.Status == membership.Voting && !p.Extends.IsZero(): // past its close a vote may be in vain
		return []nextStep{decide, {endorsement(p, charter.Abstain), WantedVote, p.LastClose()}}
	case p.Status == membership.Voting:
		return []nextStep{
			{endorsement(p, charter.Abstain), WantedVote, p.LastClose()}, {presence(p), WantedPresent, p.LastClose()}, decide,
		}
	case p.Due == membership.Decide{}.Name():
		return []nextStep{decide}
	case p.Due == membership.Enact{}.Name():
		return []nextStep{{membership.Enact{Proposal: p.ID}, WantedEnact, time.Time{}}}
	default:
		return nil
	}
}

// endorsement is an endorsement of what was listed; what that cannot be said of is read
// once more.
func endorsement(p membership.ProposalNow, position charter.Position) membership.Endorse {
	t := membership.Endorse{Request: NewRequest(), Proposal: p.ID, Position: position}
	if about, err := p.About(); err == nil {
		t.About = &about
	}
	return t
}

// presence is being present at a vote that was listed.
func presence(p membership.ProposalNow) membership.DeclarePresence {
	t := membership.DeclarePresence{Request: NewRequest(), Proposal: p.ID}
	if about, err := p.About(); err == nil {
		t.About = &about
	}
	return t
}

// possible tries whether the ledger would take a step, and for an endorsement
// looks whether it is still wanted.
func (c *Client) possible(ctx context.Context, party string, step nextStep) (bool, error) {
	possible, err := c.accepts(ctx, step.transaction)
	endorsement, is := step.transaction.(membership.Endorse)
	if err != nil || !possible || !is {
		return possible, err
	}
	dossier, err := Ask(ctx, c, membership.GetProposal{ID: endorsement.Proposal})
	return err == nil && stillWanted(dossier, party, endorsement.Position), err
}

// stillWanted reports whether a proposal still looks for sponsors, or for the vote of a
// party that has not given it: one that could be changed is not asked for again.
func stillWanted(d membership.Dossier, party string, position charter.Position) bool {
	if position == charter.Sponsor {
		return d.Sponsors != nil && !d.Sponsors.Met
	}
	return !slices.ContainsFunc(d.Endorsements, func(e membership.Endorsement) bool { return e.Party == party })
}
