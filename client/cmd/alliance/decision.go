package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/membership"
)

const decideHelp = `Settle a proposal, once its rule allows. Any party may send it: the content leaves
no choice. Sent again it answers with the first decision.

  alliance decide hyperledger@industry huawei@industry
  alliance decide 0a1b2c3d4e5f60718293a4b5`

func (a *app) decideCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "decide PROPOSAL | ALLIANCE APPLICANT", Short: "Settle a proposal", Long: decideHelp, Args: oneOrTwo,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				done, err := a.submit(ctx, s, membership.Decide{Proposal: dossier.Proposal.ID})
				if err != nil {
					return err
				}
				return a.print(a.receipts(done))
			})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "ask whether it can be decided now; write nothing")
	return cmd
}
