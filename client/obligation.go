package client

import (
	"context"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// obligationTasks lists a member's obligations that are due, as far as it can meet them now.
func (c *Client) obligationTasks(ctx context.Context, member membership.MembershipNow) ([]Task, error) {
	now, err := Ask(ctx, c, membership.GetStanding{Alliance: member.Alliance, Party: member.Party})
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, obligation := range now.Obligations {
		if obligation.Met {
			continue
		}
		task := Task{Alliance: member.Alliance, Obligation: &obligation, Until: obligation.Lapses}
		possible := true
		switch obligation.Kind {
		case membership.OweAgreement:
			task.Wanted = WantedAccept
			possible, err = c.canAccept(ctx, member, obligation.ID)
		case membership.OweParticipation: // the votes are tasks themselves
			continue
		case membership.OweConfirmation:
			task.Wanted = WantedConfirm
		case membership.OweRenewal:
			task.Wanted = WantedRenewal
			possible, err = c.canRenew(ctx, member)
		default:
			task.Wanted = WantedDues
		}
		if err != nil {
			return nil, err
		}
		if possible {
			tasks = append(tasks, task)
		}
	}
	return tasks, nil
}

// canAccept reports whether a member could accept an agreement now.
func (c *Client) canAccept(ctx context.Context, member membership.MembershipNow, agreement string) (bool, error) {
	charter, err := Ask(ctx, c, membership.GetCharter{Alliance: member.Alliance})
	if err != nil {
		return false, err
	}
	found, _ := charter.Charter.Agreement(agreement)
	return c.accepts(ctx, membership.AcceptAgreement{
		Request: NewRequest(), Alliance: member.Alliance, Agreement: agreement, Digest: found.Digest,
	})
}

// canRenew reports whether a member could propose its renewal now, and has not: its
// class must still have a duration, or the proposal would come to nothing.
func (c *Client) canRenew(ctx context.Context, member membership.MembershipNow) (bool, error) {
	bylaws, err := Ask(ctx, c, membership.GetCharter{Alliance: member.Alliance})
	if err != nil {
		return false, err
	}
	if class, _ := bylaws.Charter.Class(member.Class); class.Duration == "" {
		return false, nil
	}
	proposals, err := c.Proposals(ctx, member.Alliance)
	if err != nil {
		return false, err
	}
	for _, p := range proposals {
		if p.Action == charter.Renew && p.Subject == member.Party && !p.Status.Settled() {
			return false, nil
		}
	}
	return c.accepts(ctx, membership.Propose{
		Request: NewRequest(), Alliance: member.Alliance, Action: charter.Renew, Subject: member.Party,
	})
}
