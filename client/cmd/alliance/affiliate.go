package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) affiliateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "affiliate", RunE: cli.Group}
	cmd.AddCommand(a.affiliateDeclareCommand(), a.affiliateConsentCommand(), a.affiliateListCommand(), a.affiliateShowCommand())
	return cmd
}

func (a *app) affiliateDeclareCommand() *cobra.Command {
	var in membership.DeclareAffiliate
	cmd := &cobra.Command{
		Use: "declare", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			if len(args) == 2 {
				in.Group = args[1]
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	return a.addWriteFlags(cmd)
}

func (a *app) affiliateConsentCommand() *cobra.Command {
	var in membership.ConsentAffiliate
	cmd := &cobra.Command{
		Use: "consent", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance, in.Party = a.requestID(), args[0], args[1]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	return a.addWriteFlags(cmd)
}

func (a *app) affiliateListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: cli.Args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				affiliates, err := s.Affiliates(ctx, s.partyOr(args))
				if err != nil {
					return err
				}
				return a.Print(a.affiliations(affiliates))
			})
		},
	}
}

func (a *app) affiliateShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				found, err := client.Ask(ctx, s.Client, membership.GetAffiliation{Alliance: args[0], Party: s.partyOr(args[1:])})
				if err != nil {
					return err
				}
				shown := a.affiliations([]membership.Affiliation{found})
				shown.Data = found
				return a.Print(shown)
			})
		},
	}
}

func (a *app) affiliations(affiliates []membership.Affiliation) view.View {
	v := view.View{
		Data:    append([]membership.Affiliation{}, affiliates...),
		Columns: []string{"alliance", "party", "group", "state", "time", "proposal", "tx"},
	}
	for _, f := range affiliates {
		v.Rows = append(v.Rows, []string{
			f.Alliance, f.Party, f.Group, a.text.Words(string(f.Status)), view.When(f.Written.Time), f.Proposal, f.Written.Tx,
		})
	}
	return v
}
