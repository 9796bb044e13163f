package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/view"
)

func (a *app) indexRebuildCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rebuild", Args: manual.Arguments(0, 0)}
	from := reading(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, a.rebuild)
	}
	return cmd
}

func (a *app) rebuild(ctx context.Context, s session) error {
	if err := s.answering(); err != nil {
		return err
	}
	verifier, err := s.verifier()
	if err != nil {
		return err
	}
	shown := progress{app: a}
	rebuilt, err := index.Rebuild(ctx, a.place, verifier, s.sources, func(p index.Progress) {
		shown.show("progress.blocks", p.Height, p.Target)
	}, index.WithChaincode(s.trust.Chaincode))
	shown.end()
	for _, f := range s.findings { // also where the sources did not suffice
		fmt.Fprintln(a.err, spaced(a.label("level."+string(f.Level)), a.finding(f)))
	}
	if err != nil {
		return err
	}
	if err := a.print(a.rebuilt(rebuilt)); err != nil {
		return err
	}
	if rebuilt.Damaged || len(rebuilt.Differences) > 0 {
		return &found{}
	}
	return a.verdict(s.findings)
}

func (a *app) rebuilt(r index.Rebuilt) view.View {
	rows := a.fields("height", view.Number(r.Height), "had", r.Have, "has", r.Want)
	if r.Damaged {
		rows = append(rows, []string{a.label("differs"), a.say("rebuild.damaged")})
	} else if len(r.Differences) == 0 {
		rows = append(rows, []string{a.label("result"), a.say("again.same")})
	}
	for _, d := range r.Differences {
		key := "rebuild.differs"
		if d.Column == "" { // the row is there on one side only
			key = "rebuild.row"
		}
		rows = append(rows, []string{a.label("differs"), a.tell(key, catalogue.Params{
			"table": d.Table, "key": d.Key, "column": d.Column, "have": d.Have, "want": d.Want,
		})})
	}
	return view.View{Data: r, Columns: []string{"field", "value"}, Rows: rows}
}
