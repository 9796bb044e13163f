package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
)

func (p *program) genesis() *cobra.Command {
	command := &cobra.Command{
		Use: "genesis", Args: manual.Arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			genesis, err := n.Genesis()
			if err != nil {
				return err
			}
			if p.output == "json" {
				return p.json(genesis)
			}
			_, err = fmt.Fprintln(p.out, genesis.Hash)
			return err
		},
	}
	p.outputFlag(command)
	return command
}
