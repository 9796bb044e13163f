package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"allianceregistry/membership"
)

// Task is something that a party can do for an alliance now: a proposal that
// awaits it, or something that it owes as a member.
type Task struct {
	Alliance string              `json:"alliance"`
	Proposal membership.Proposal `json:"proposal,omitzero"`
	// Obligation is what a task without a proposal is about.
	Obligation *membership.Obligation `json:"obligation,omitempty"`
	// Wanted is one of the kinds below.
	Wanted string `json:"wanted"`
	// Until is when it is too late; what anybody may do at any time has none.
	Until time.Time `json:"until,omitzero"`
}

// The kinds of tasks.
const (
	WantedSponsor = "sponsor"
	WantedOpening = "put to vote" // it has its sponsors, and was discussed
	WantedVote    = "vote"
	WantedDecide  = "decide" // its outcome is certain, or its voting closed
	WantedEnact   = "enact"  // its timelock has run out
	WantedAccept  = "accept"
	WantedDues    = "pay"
	WantedRenewal = "renewal"
)

// Inbox returns what a party can do now in the alliances of which it is an active
// member, the most urgent first: what it owes, by this computer's clock, and the
// proposals that it can bring further. It asks the ledger by trying: what it lists
// would be accepted now.
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
		some, err := c.tasks(ctx, member)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, some...)
	}
	slices.SortStableFunc(tasks, func(a, b Task) int {
		if a.Until.IsZero() != b.Until.IsZero() {
			return b.Until.Compare(a.Until)
		}
		return a.Until.Compare(b.Until)
	})
	return tasks, nil
}

// tasks lists what a member can do in one alliance, if that is not dissolved.
func (c *Client) tasks(ctx context.Context, member membership.Membership) ([]Task, error) {
	alliance, err := Ask(ctx, c, membership.GetAlliance{ID: member.Alliance})
	if err != nil || alliance.Status != membership.Open {
		return nil, err
	}
	owed, err := c.owed(ctx, member)
	if err != nil {
		return nil, err
	}
	awaiting, err := c.awaiting(ctx, member)
	return append(owed, awaiting...), err
}

// owed lists a member's obligations that are due.
func (c *Client) owed(ctx context.Context, member membership.Membership) ([]Task, error) {
	now, err := Ask(ctx, c, membership.GetStanding{
		Alliance: member.Alliance, Party: member.Party, At: time.Now().UTC().Format(time.RFC3339),
	})
	if err != nil {
		return nil, err
	}
	kinds := map[string]string{
		membership.OweAgreement: WantedAccept, membership.OweDues: WantedDues, membership.OweRenewal: WantedRenewal,
	}
	var tasks []Task
	for _, obligation := range now.Obligations {
		if !obligation.Met {
			tasks = append(tasks, Task{
				Alliance: member.Alliance, Obligation: &obligation, Wanted: kinds[obligation.Kind], Until: obligation.Lapses,
			})
		}
	}
	return tasks, nil
}

// awaiting lists the proposals of an alliance that a member can bring further.
func (c *Client) awaiting(ctx context.Context, member membership.Membership) ([]Task, error) {
	proposals, err := c.Proposals(ctx, member.Alliance)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, proposal := range proposals {
		for _, step := range steps(proposal) {
			possible, err := c.possible(ctx, member.Party, step)
			if err != nil {
				return nil, err
			}
			if possible {
				tasks = append(tasks, Task{Alliance: member.Alliance, Proposal: proposal, Wanted: step.wanted, Until: step.until})
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
func steps(p membership.Proposal) []further {
	switch p.Status {
	case membership.Filed:
		return []further{
			{membership.PutToVote{Proposal: p.ID}, WantedOpening, p.Expires},
			{membership.Endorse{Request: NewRequest(), Proposal: p.ID, Position: membership.Sponsor}, WantedSponsor, p.Expires},
		}
	case membership.Voting:
		return []further{
			{membership.Endorse{Request: NewRequest(), Proposal: p.ID, Position: membership.Abstain}, WantedVote, p.Closes},
			{membership.Decide{Proposal: p.ID}, WantedDecide, time.Time{}},
		}
	case membership.Timelocked:
		return []further{{membership.Enact{Proposal: p.ID}, WantedEnact, time.Time{}}}
	default:
		return nil
	}
}

// possible tries whether the ledger would take a step, and for an endorsement
// looks whether it is still wanted.
func (c *Client) possible(ctx context.Context, party string, step further) (bool, error) {
	_, err := c.Try(ctx, step.transaction)
	var refusal *membership.Error
	if errors.As(err, &refusal) && !slices.Contains(unfit, refusal.Code) {
		return refusal.Code == membership.SealStale, nil // whoever sends it seals first
	}
	endorsement, is := step.transaction.(membership.Endorse)
	if err != nil || !is {
		return err == nil, err
	}
	dossier, err := Ask(ctx, c, membership.GetProposal{ID: endorsement.Proposal})
	return err == nil && wanted(dossier, party, endorsement.Position), err
}

// wanted tells whether a proposal still looks for sponsors, or for the vote of a
// party that has not given it: one that could be changed is not asked for again.
func wanted(d membership.Dossier, party string, position membership.Position) bool {
	if position == membership.Sponsor {
		return d.Sponsors != nil && !d.Sponsors.Met
	}
	return !slices.ContainsFunc(d.Endorsements, func(e membership.Endorsement) bool { return e.Party == party })
}

// unfit are the refusals of whoever asks: by such a key nothing would be possible.
var unfit = []membership.Code{
	membership.NoPartyAttribute, membership.ForeignHost, membership.UnknownKey, membership.KeyRemoved,
}
