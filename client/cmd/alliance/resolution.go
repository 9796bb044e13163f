package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) resolutionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "resolution", RunE: cli.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				resolutions, err := s.Resolutions(ctx, args[0])
				if err != nil {
					return err
				}
				return a.Print(a.resolutions(resolutions))
			})
		},
	})
	return cmd
}

func (a *app) resolutions(resolutions []membership.Resolution) view.View {
	v := view.View{
		Data:    append([]membership.Resolution{}, resolutions...),
		Columns: []string{"title", "document", "proposal", "time", "tx"},
	}
	for _, r := range resolutions {
		v.Rows = append(v.Rows, []string{r.Title, r.Document, r.Proposal, view.When(r.Stamp.Time), r.Stamp.Tx})
	}
	return v
}
