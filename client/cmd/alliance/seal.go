package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) sealCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "seal", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				if err := s.Seal(ctx, args[0]); err != nil {
					return err
				}
				now, err := client.Ask(ctx, s.Client, membership.GetEpoch{Alliance: args[0]})
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, args[0], 0)
				return a.Print(a.seals([]membership.Seal{now.Seal}))
			})
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				seals, err := s.Seals(ctx, args[0])
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, args[0], 0)
				return a.Print(a.seals(seals))
			})
		},
	})
	return cmd
}

func (a *app) seals(seals []membership.Seal) view.View {
	v := view.View{Data: append([]membership.Seal{}, seals...), Columns: []string{"epoch", "active", "suspended", "class", "time", "tx"}}
	for _, seal := range seals {
		var classes []string
		for _, count := range seal.Blocs {
			classes = append(classes, a.bloc(count))
		}
		v.Rows = append(v.Rows, []string{
			view.Number(seal.Epoch), view.Number(seal.Active), view.Number(seal.Suspended), strings.Join(classes, ", "), view.When(seal.Stamp.Time), seal.Stamp.Tx,
		})
	}
	return v
}

// bloc says how many members are alike: of a class, in a group, with weights of
// their own.
func (a *app) bloc(b charter.Bloc) string {
	said := a.text.Class(b.Class)
	if b.Group != "" {
		said += " [" + b.Group + "]"
	}
	if len(b.Weights) > 0 {
		said += " (" + a.show().Weights(b.Weights) + ")"
	}
	return said + " " + view.Number(b.Active+b.Suspended)
}
