package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func (a *app) endorseCommand() *cobra.Command {
	var in membership.Endorse
	var positions [4]bool
	var wait bool
	cmd := &cobra.Command{
		Use: "endorse", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			position, err := onePosition(positions)
			if err != nil {
				return err
			}
			in.Request, in.Position = a.requestID(), position
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				about, err := dossier.Proposal.About()
				if err != nil {
					return err
				}
				in.Proposal, in.About = dossier.Proposal.ID, &about
				return a.endorse(ctx, s, in, !wait)
			})
		},
	}
	addAsFlag(cmd, &in.As)
	flags := cmd.Flags()
	flags.BoolVar(&positions[0], "for", false, "")
	flags.BoolVar(&positions[1], "against", false, "")
	flags.BoolVar(&positions[2], "abstain", false, "")
	flags.BoolVar(&positions[3], "sponsor", false, "")
	flags.StringVar(&in.Reason, "reason", "", "")
	flags.StringVar(&in.Evidence, "evidence", "", "")
	flags.BoolVar(&wait, "no-decide", false, "")
	return a.addWriteFlags(cmd)
}

func onePosition(positions [4]bool) (charter.Position, error) {
	var position charter.Position
	for i, p := range []charter.Position{charter.For, charter.Against, charter.Abstain, charter.Sponsor} {
		if !positions[i] {
			continue
		}
		if position != "" {
			return "", cli.NewUsageError("usage.position")
		}
		position = p
	}
	if position == "" {
		return "", cli.NewUsageError("usage.position")
	}
	return position, nil
}

// endorse records an endorsement and takes the step that it may have made possible.
func (a *app) endorse(ctx context.Context, s session, t membership.Endorse, step bool) error {
	done, err := a.submit(ctx, s, t)
	if err != nil {
		return err
	}
	outcomes := []outcome{done}
	if step && !a.dryRun {
		outcomes = append(outcomes, a.follow(ctx, s, t)...)
	}
	return a.Print(a.receipts(outcomes...))
}

// follow takes the step that an endorsement may have made possible: a sponsored
// proposal is put to the vote, a certain outcome decided. That the step is not due is
// no error here. One that fails on the way is said, and left to the next who asks:
// the endorsement is recorded.
func (a *app) follow(ctx context.Context, s session, t membership.Endorse) []outcome {
	next, err := a.submit(ctx, s, nextStep(t))
	var denied *refusal.Error
	switch {
	case err == nil:
		return []outcome{next}
	case errors.As(err, &denied) && slices.Contains(notDue, denied.Code):
	default:
		fmt.Fprintln(a.Err, a.text.Compose("endorse.unfinished", nil, catalogue.Params{"fault": a.errorText(err)}))
	}
	return nil
}

// notDue are the refusals of a step whose time has not come.
var notDue = []refusal.Code{refusal.NotDecidable, refusal.SponsorsMissing, refusal.DiscussionOpen}

func nextStep(t membership.Endorse) membership.Transaction {
	if t.Position == charter.Sponsor {
		return membership.PutToVote{Proposal: t.Proposal}
	}
	return membership.Decide{Proposal: t.Proposal}
}
