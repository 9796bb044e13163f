package main

import (
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
			return a.settle(cmd, args, func(id string) membership.Transaction { return membership.Decide{Proposal: id} })
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "ask whether it can be decided now; write nothing")
	return cmd
}
