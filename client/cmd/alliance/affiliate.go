package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) affiliateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "affiliate", RunE: manual.Group}
	cmd.AddCommand(a.affiliateDeclareCommand())
	return cmd
}

func (a *app) affiliateDeclareCommand() *cobra.Command {
	var in membership.DeclareAffiliate
	cmd := &cobra.Command{
		Use: "declare", Args: manual.Arguments(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			if len(args) == 2 {
				in.Group = args[1]
			}
			return a.write(cmd, in)
		},
	}
	acting(cmd, &in.As)
	return a.writing(cmd)
}
