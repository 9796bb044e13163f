package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

func (a *app) charterCommand() *cobra.Command {
	var version int
	cmd := &cobra.Command{
		Use: "charter ALLIANCE", Short: "Show an alliance's charter", Args: exactly("ALLIANCE"),
		Example: "  alliance charter zhongguancun@association\n  alliance charter zhongguancun@association -o yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				kept, err := client.Ask(ctx, s.Client, membership.GetCharter{Alliance: args[0], Version: version})
				if err != nil {
					return err
				}
				return a.print(a.charter(kept))
			})
		},
	}
	cmd.Flags().IntVar(&version, "version", 0, "a version; otherwise the one in force")
	return cmd
}

func (a *app) charter(kept membership.CharterVersion) view {
	rows := a.fields("alliance", kept.Alliance, "version", number(kept.Version), "digest", kept.Digest,
		"since", when(kept.Adopted.Time), "tx", kept.Adopted.Tx)
	for _, class := range kept.Charter.Classes {
		var kinds []string
		for _, kind := range class.Kinds {
			kinds = append(kinds, string(kind))
		}
		rows = append(rows, []string{a.label("class"), class.ID + ": " + a.names(class.Names) + " (" + a.words(kinds...) + ")"})
	}
	rule := kept.Charter.Rules.Admit
	rows = append(rows, []string{
		a.text.Say("admit", nil),
		a.text.Say("votes "+string(rule.Pass.Votes), nil) + " ≥ " + number(rule.Pass.AtLeast) + ", " + string(rule.Voting),
	})
	return view{data: kept, columns: []string{"field", "value"}, rows: rows}
}
