package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

// release is this program's version.
const release = "0.1.0"

// versions are the program's, and the chaincode's with the caller as it sees it.
type versions struct {
	Program   string `json:"program"`
	Engine    string `json:"engine"`
	Chaincode string `json:"chaincode,omitempty"`
	Host      string `json:"host,omitempty"`
	Party     string `json:"party,omitempty"`
	Key       string `json:"key,omitempty"`
}

func (a *app) versionCommand() *cobra.Command {
	var remote bool
	cmd := &cobra.Command{
		Use: "version", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			mine := versions{Program: release, Engine: charter.Engine}
			if !remote {
				return a.print(a.versions(mine))
			}
			return a.with(cmd, func(ctx context.Context, s session) error {
				answer, err := s.Version(ctx)
				if err != nil {
					return err
				}
				if err := json.Unmarshal(answer, &mine); err != nil {
					return fmt.Errorf("read the chaincode's version: %w", err)
				}
				return a.print(a.versions(mine))
			})
		},
	}
	cmd.Flags().BoolVar(&remote, "chaincode", false, "")
	return cmd
}

func (a *app) versions(v versions) view.View {
	return view.View{Data: v, Columns: []string{"field", "value"}, Rows: a.fields("program", v.Program, "engine", v.Engine,
		"chaincode", v.Chaincode, "host", v.Host, "party", v.Party, "key", v.Key)}
}
