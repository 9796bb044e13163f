package main

import (
	"context"
	"encoding/hex"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) indexStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), nil) },
	}
}

// statusAnswer is the answer of index status.
type statusAnswer struct {
	index.Status
	Place    string          `json:"index"`
	Hash     string          `json:"hash"`
	Genesis  string          `json:"genesis"`
	Findings []chain.Finding `json:"findings"`
}

// status says what the index has, and what was found, also of the sources just now.
func (a *app) status(ctx context.Context, now []chain.Finding) error {
	return a.onIndex(ctx, func(x *index.Index) error { return a.statusOf(ctx, x, now) })
}

func (a *app) statusOf(ctx context.Context, x *index.Index, now []chain.Finding) error {
	status, err := x.Status(ctx)
	if err != nil {
		return err
	}
	findings, err := x.Findings(ctx)
	if err != nil {
		return err
	}
	for _, f := range now {
		if !slices.ContainsFunc(findings, func(kept chain.Finding) bool {
			return kept.Code == f.Code && kept.Source == f.Source && kept.Block == f.Block
		}) {
			findings = append(findings, f)
		}
	}
	s := statusAnswer{status, index.Redacted(a.place), hex.EncodeToString(status.Hash), hex.EncodeToString(status.Genesis), orEmpty(findings)}
	if err := a.Print(a.statusView(s)); err != nil {
		return err
	}
	return a.verdict(findings)
}

func (a *app) statusView(s statusAnswer) view.View {
	rows := a.Fields(
		"place", s.Place, "height", view.Number(s.Height), "lastBlock", s.Hash, "genesis", s.Genesis, "latest", view.When(s.Time),
		"transactions", view.Number(s.Transactions), "invalid", view.Number(s.Invalid), "parties", view.Number(s.Parties),
		"alliances", view.Number(s.Alliances), "members", view.Number(s.Memberships), "proposals", view.Number(s.Proposals),
		"endorsements", view.Number(s.Endorsements), "decisions", view.Number(s.Decisions))
	for _, finding := range s.Findings {
		rows = append(rows, []string{a.Label("level." + string(finding.Severity)), a.findingLine(finding)})
	}
	return view.View{Data: s, Columns: []string{"field", "value"}, Rows: rows}
}
