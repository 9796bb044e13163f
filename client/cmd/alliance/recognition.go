package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) recognitionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recognition", RunE: manual.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				recognitions, err := s.Recognitions(ctx, args[0])
				if err != nil {
					return err
				}
				return a.print(a.recognitions(recognitions))
			})
		},
	})
	return cmd
}

func (a *app) recognitions(recognitions []membership.Recognition) view {
	v := view{
		data:    append([]membership.Recognition{}, recognitions...),
		columns: []string{"alliance", "statement", "until", "proposal", "time", "tx"},
	}
	for _, r := range recognitions {
		v.rows = append(v.rows, []string{r.Other, r.Statement, when(r.Until), r.Proposal, when(r.Stamp.Time), r.Stamp.Tx})
	}
	return v
}
