package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network/words"
)

func (p *program) revoke() *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use: "revoke", Args: cli.Args(1, 1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if err := p.confirm(yes, words.Of("revoke.warning", "id", args[0]), args[0]); err != nil {
				return err
			}
			return n.Revoke(command.Context(), args[0])
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "")
	return command
}
