package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/membership"
)

func (a *app) successionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "succession", RunE: cli.Group}
	cmd.AddCommand(a.successionWordCommand("consent", false), a.successionWordCommand("refuse", true))
	return cmd
}

// successionWordCommand gives the party's consent to a succession, or takes it back.
func (a *app) successionWordCommand(use string, refuse bool) *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: use, Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.writeAbout(cmd, args[0], func(proposal string) membership.Transaction {
				return membership.ConsentSuccession{Request: a.requestID(), As: as, Proposal: proposal, Refuse: refuse}
			})
		},
	}
	addAsFlag(cmd, &as)
	return a.addWriteFlags(cmd)
}
