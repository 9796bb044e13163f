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
			return a.settle(cmd, args, func(id string) membership.Transaction { return membership.Decide{Proposal: id} })
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

func (a *app) enactCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "enact", Args: manual.Arguments(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.settle(cmd, args, func(id string) membership.Transaction { return membership.Enact{Proposal: id} })
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}
