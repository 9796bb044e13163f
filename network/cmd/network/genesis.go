package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
)

func (p *program) genesis() *cobra.Command {
	command := &cobra.Command{
		Use: "genesis", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			genesis, err := n.Genesis()
			if err != nil {
				return err
			}
			if p.Output == "json" {
				return p.printJSON(genesis)
			}
			_, err = fmt.Fprintln(p.Out, genesis.Hash)
			return err
		},
	}
	p.OutputFlag(command.Flags())
	return command
}
