package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) mandateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "mandate", RunE: cli.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				mandates, err := s.Mandates(ctx, args[0])
				if err != nil {
					return err
				}
				return a.Print(a.mandates(mandates))
			})
		},
	})
	return cmd
}

func (a *app) mandates(mandates []membership.MandateNow) view.View {
	v := view.View{Data: append([]membership.MandateNow{}, mandates...), Columns: []string{"party", "state", "until", "proposal", "since", "tx"}}
	for _, m := range mandates {
		v.Rows = append(v.Rows, []string{m.Party, a.validity(m.Over), view.End(m.Until), m.Proposal, view.When(m.Stamp.Time), m.Stamp.Tx})
	}
	return v
}

// acting adds the flag by which a mandated party acts for an alliance.
// running says whether what has an end is in force still.
func (a *app) validity(over bool) string {
	if over {
		return a.text.Words("over")
	}
	return a.text.Words("inForce")
}

func addAsFlag(cmd *cobra.Command, as *string) {
	cmd.Flags().StringVar(as, "as", "", "")
}
