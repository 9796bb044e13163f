package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) recognitionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recognition", RunE: cli.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				recognitions, err := s.Recognitions(ctx, args[0])
				if err != nil {
					return err
				}
				return a.Print(a.recognitions(recognitions))
			})
		},
	})
	return cmd
}

func (a *app) recognitions(recognitions []membership.RecognitionNow) view.View {
	v := view.View{
		Data:    append([]membership.RecognitionNow{}, recognitions...),
		Columns: []string{"alliance", "statement", "state", "until", "proposal", "time", "tx"},
	}
	for _, r := range recognitions {
		v.Rows = append(v.Rows, []string{r.Other, r.Statement, a.validity(r.Over), view.End(r.Until), r.Proposal, view.When(r.Stamp.Time), r.Stamp.Tx})
	}
	return v
}
