package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/membership"
)

const describeHelp = `Record an alliance that exists elsewhere, under the name of the profile's host: its
names, and whatever else is known. Its membership is not decided here until its own
founders found it. Say the rest as claims.

  alliance describe r3 --name zh='R3 区块链联盟' --name 'en=R3 consortium' --sector finance --source "white paper, annex B.4"`

func (a *app) describeCommand() *cobra.Command {
	var in membership.DescribeAlliance
	var names []string
	cmd := &cobra.Command{
		Use: "describe SLUG", Short: "Record an alliance that is known from sources", Long: describeHelp, Args: exactly("SLUG"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			in.Request, in.Slug = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&names, "name", nil, "its name in a language, such as en=Hyperledger; may stand several times")
	flags.StringArrayVar(&in.Aliases, "alias", nil, "another name; may stand several times")
	flags.StringVar(&in.Sector, "sector", "", "what it is about")
	flags.StringVar(&in.Scope, "scope", "", "global, national or regional")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "two-letter country code (ISO 3166-1)")
	flags.StringVar(&in.Source, "source", "", "where it is known from")
	return a.writing(cmd)
}
