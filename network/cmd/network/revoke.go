package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
)

func (p *program) revoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke", Args: manual.Arguments(1, 1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			return n.Revoke(command.Context(), args[0])
		},
	}
}
