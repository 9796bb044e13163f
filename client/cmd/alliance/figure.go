package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) figureCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "figure", RunE: cli.Group}
	cmd.AddCommand(a.figureRecordCommand(), &cobra.Command{
		Use: "list", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				figures, err := s.Figures(ctx, args[0], args[1])
				if err != nil {
					return err
				}
				return a.Print(a.recorded(figures))
			})
		},
	})
	return cmd
}

func (a *app) figureRecordCommand() *cobra.Command {
	var in membership.RecordFigure
	cmd := &cobra.Command{
		Use: "record", Args: cli.Args(3, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance, in.Figure = a.requestID(), args[0], args[1]
			var wrong *input.ValueError
			if in.Value, wrong = input.Number(args[2]); wrong != nil {
				return cli.NewUsageError("usage.number", "value", args[2], "problem", wrong.Message())
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Note, "note", "", "")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) recorded(figures []membership.RecordedFigure) view.View {
	v := view.View{
		Data:    append([]membership.RecordedFigure{}, figures...),
		Columns: []string{"version", "value", "note", "by", "time", "tx"},
	}
	for _, f := range figures {
		v.Rows = append(v.Rows, []string{view.Number(f.Version), view.Number(f.Value), f.Note, f.By, view.When(f.Stamp.Time), f.Stamp.Tx})
	}
	return v
}
