package main

import (
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

// indexCheckCommand checks the whole index against its hash, without any source.
func (a *app) indexCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.onIndex(cmd.Context(), func(x *index.Index) error {
				checked, err := x.CheckAll(cmd.Context(), time.Now())
				if err != nil {
					return err
				}
				return a.Print(view.View{Data: checked, Columns: []string{"field", "value"}, Rows: append(
					a.Fields("height", view.Number(checked.Height), "has", checked.Hash), []string{a.Label("result"), a.Say("result.holds")})})
			})
		},
	}
}
