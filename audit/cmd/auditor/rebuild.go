package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) indexRebuildCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rebuild", Args: cli.Args(0, 0)}
	from := fromFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, a.rebuild)
	}
	return cmd
}

func (a *app) rebuild(ctx context.Context, s session) error {
	if err := s.checkSources(); err != nil {
		return err
	}
	verifier, err := s.verifier()
	if err != nil {
		return err
	}
	bar := a.NewBar()
	rebuilt, err := index.Rebuild(ctx, a.place, verifier, s.sources, func(p index.Progress) {
		bar.Show(a.Say("progress.blocks"), p.Height, p.Target)
	}, index.WithChaincode(s.trust.Chaincode))
	bar.End()
	for _, f := range s.findings { // also where the sources did not suffice
		fmt.Fprintln(a.Err, joinNonEmpty(a.Label("level."+string(f.Severity)), a.findingLine(f)))
	}
	if err != nil {
		return err
	}
	if err := a.Print(a.rebuilt(rebuilt)); err != nil {
		return err
	}
	if rebuilt.Damaged || len(rebuilt.Differences) > 0 {
		return &foundError{}
	}
	return a.verdict(s.findings)
}

func (a *app) rebuilt(r index.Rebuilt) view.View {
	rows := a.Fields("height", view.Number(r.Height), "had", r.Have, "has", r.Want)
	if r.Damaged {
		rows = append(rows, []string{a.Label("differs"), a.Say("rebuild.damaged")})
	} else if len(r.Differences) == 0 {
		rows = append(rows, []string{a.Label("result"), a.Say("again.same")})
	}
	for _, d := range r.Differences {
		key := "rebuild.differs"
		if d.Column == "" { // the row is there on one side only
			key = "rebuild.row"
		}
		rows = append(rows, []string{a.Label("differs"), a.text.Say(key, catalogue.Params{
			"table": d.Table, "key": d.Key, "column": d.Column, "have": d.Have, "want": d.Want,
		})})
	}
	return view.View{Data: r, Columns: []string{"field", "value"}, Rows: rows}
}
