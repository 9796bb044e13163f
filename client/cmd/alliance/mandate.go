package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const mandateHelp = `An alliance has no key: it acts by a member that it has mandated, until a date. The
members decide the mandate like any other proposal; the mandated party then acts
with --as.

  alliance propose mandate zhongguancun@association cic@association --until 2027-12-31
  alliance join hyperledger@industry --as zhongguancun@association -p cic@association
  alliance mandate list zhongguancun@association`

func (a *app) mandateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "mandate", Short: "Who may act for an alliance", Long: mandateHelp, RunE: helpOf}
	cmd.AddCommand(&cobra.Command{
		Use: "list ALLIANCE", Short: "List an alliance's mandates", Args: exactly("ALLIANCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				page, err := client.Ask(ctx, s.Client, membership.ListMandates{Alliance: args[0], Size: membership.MaxPage})
				if err != nil {
					return err
				}
				return a.print(a.mandates(page.Mandates))
			})
		},
	})
	return cmd
}

func (a *app) mandates(mandates []membership.Mandate) view {
	v := view{data: append([]membership.Mandate{}, mandates...), columns: []string{"party", "until", "proposal", "since", "tx"}}
	for _, m := range mandates {
		v.rows = append(v.rows, []string{m.Party, when(m.Until), m.Proposal, when(m.Stamp.Time), m.Stamp.Tx})
	}
	return v
}

// acting adds the flag by which a mandated party acts for an alliance.
func acting(cmd *cobra.Command, as *string) {
	cmd.Flags().StringVar(as, "as", "", "act for this alliance, by its mandate")
}
