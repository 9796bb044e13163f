package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/membership"
)

func (a *app) joinCommand() *cobra.Command {
	var in membership.Join
	var weights []string
	cmd := &cobra.Command{
		Use: "join", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance = a.requestID(), args[0]
			if in.Weights, err = parseWeights(weights); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Class, "class", "member", "")
	cmd.Flags().StringVar(&in.Group, "group", "", "")
	cmd.Flags().StringArrayVar(&weights, "weight", nil, "")
	cmd.Flags().StringVar(&in.Statement, "statement", "", "")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "")
	cmd.Flags().StringArrayVar(&in.Invitations, "invitation", nil, "")
	return a.addWriteFlags(cmd)
}
