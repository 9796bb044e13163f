package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network/words"
)

func (p *program) rejoin() *cobra.Command {
	var from string
	var force bool
	command := &cobra.Command{
		Use: "rejoin", Args: cli.Args(1, 1),
		ValidArgsFunction: p.completeHosts,
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			done, err := n.Rejoin(command.Context(), args[0], from, force)
			if err == nil && done.FormerLedger != "" {
				p.Stage(words.Of("rejoin.remove", "folder", done.FormerLedger))
			}
			return err
		},
	}
	command.Flags().StringVar(&from, "from", "", "")
	command.Flags().BoolVar(&force, "force", false, "")
	return command
}

func (p *program) completeHosts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	n, err := p.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return n.Topology().Hosts, cobra.ShellCompDirectiveNoFileComp
}
