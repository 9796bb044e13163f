package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/membership"
)

const endorseHelp = `Record the position of the profile's party, a member, on a proposal. It does not
change once recorded, and everybody on the channel can read it.

  alliance endorse hyperledger@industry huawei@industry --for --reason "we build Fabric together"
  alliance endorse 0a1b2c3d4e5f60718293a4b5 --against
  alliance endorse 0a1b2c3d4e5f60718293a4b5 --sponsor

A proposal that is filed needs sponsors; with the last one it is put to the vote.
A proposal that is voted on needs votes: --for, --against or --abstain. If the outcome is certain with this endorsement, the decision is sent as well.`

func (a *app) endorseCommand() *cobra.Command {
	var in membership.Endorse
	var positions [4]bool
	var wait bool
	cmd := &cobra.Command{
		Use: "endorse PROPOSAL | ALLIANCE APPLICANT", Short: "Endorse a proposal: for, against or abstain", Long: endorseHelp, Args: oneOrTwo,
		RunE: func(cmd *cobra.Command, args []string) error {
			position, err := chosen(positions)
			if err != nil {
				return err
			}
			in.Request, in.Position = a.requestID(), position
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				in.Proposal = dossier.Proposal.ID
				return a.endorse(ctx, s, in, !wait)
			})
		},
	}
	acting(cmd, &in.As)
	flags := cmd.Flags()
	flags.BoolVar(&positions[0], "for", false, "in favour")
	flags.BoolVar(&positions[1], "against", false, "opposed")
	flags.BoolVar(&positions[2], "abstain", false, "neither")
	flags.BoolVar(&positions[3], "sponsor", false, "let it be put to the vote")
	flags.StringVar(&in.Reason, "reason", "", "why; public")
	flags.StringVar(&in.Evidence, "evidence", "", "the SHA-256 of a document")
	flags.BoolVar(&wait, "no-decide", false, "send the endorsement only, even if the next step is certain")
	return a.writing(cmd)
}

func chosen(positions [4]bool) (membership.Position, error) {
	var position membership.Position
	for i, p := range []membership.Position{membership.For, membership.Against, membership.Abstain, membership.Sponsor} {
		if !positions[i] {
			continue
		}
		if position != "" {
			return "", usage("choose one of --for, --against, --abstain, --sponsor")
		}
		position = p
	}
	if position == "" {
		return "", usage("choose one of --for, --against, --abstain, --sponsor")
	}
	return position, nil
}

// endorse records an endorsement and takes the step that it may have made
// possible: a sponsored proposal is put to the vote, a certain outcome decided.
// That the step is not due is no error here. One that fails on the way is said,
// and left to the next who asks: the endorsement is recorded.
func (a *app) endorse(ctx context.Context, s session, t membership.Endorse, step bool) error {
	done, err := a.submit(ctx, s, t)
	if err != nil {
		return err
	}
	outcomes := []outcome{done}
	if step && !a.dryRun {
		next, err := a.submit(ctx, s, following(t))
		var refusal *membership.Error
		switch {
		case err == nil:
			outcomes = append(outcomes, next)
		case errors.As(err, &refusal) && (refusal.Code == membership.NotDecidable || refusal.Code == membership.SponsorsMissing):
		default:
			fmt.Fprintf(a.err, "alliance: the endorsement is recorded; what follows from it is not: %v\n", err)
		}
	}
	return a.print(a.receipts(outcomes...))
}

func following(t membership.Endorse) membership.Transaction {
	if t.Position == membership.Sponsor {
		return membership.PutToVote{Proposal: t.Proposal}
	}
	return membership.Decide{Proposal: t.Proposal}
}
