package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) describeCommand() *cobra.Command {
	var in membership.DescribeAlliance
	var names []string
	cmd := &cobra.Command{
		Use: "describe", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			in.Request, in.Slug = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&names, "name", nil, "")
	flags.StringArrayVar(&in.Aliases, "alias", nil, "")
	flags.StringVar(&in.Sector, "sector", "", "")
	flags.StringVar(&in.Scope, "scope", "", "")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "")
	flags.StringVar(&in.Source, "source", "", "")
	return a.writing(cmd)
}
