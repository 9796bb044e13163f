package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

// release is this program's version.
const release = "0.1.0"

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return a.Print(view.View{
				Data:    map[string]string{"program": release, "engine": charter.Engine},
				Columns: []string{"field", "value"}, Rows: a.Fields("program", release, "engine", charter.Engine),
			})
		},
	}
}
