package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) decideCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "decide", Args: manual.Arguments(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(p membership.Proposal) (membership.Transaction, error) {
				return membership.Decide{Proposal: p.ID}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

func (a *app) enactCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "enact", Args: manual.Arguments(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(p membership.Proposal) (membership.Transaction, error) {
				return membership.Enact{Proposal: p.ID}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}
