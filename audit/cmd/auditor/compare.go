package main

import (
	"context"
	"errors"
	"math"

	"github.com/spf13/cobra"

	"allianceregistry/audit/replay"
	"allianceregistry/audit/words"
	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) compareCommand() *cobra.Command {
	var lag uint64
	var all bool
	cmd := &cobra.Command{
		Use: "compare", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), nil, func(ctx context.Context, s session) error {
				bar := a.NewBar()
				options := []replay.Option{replay.WithProgress(a.phases(bar)), replay.WithLag(lag)}
				if all {
					options = append(options, replay.WithBlocks(0, math.MaxUint64))
				}
				compared, err := replay.Compare(ctx, s.peers, options...)
				bar.End()
				if err != nil {
					return err
				}
				compared.Findings = append(s.findings, compared.Findings...)
				return a.printComparison(compared)
			})
		},
	}
	cmd.Flags().Uint64Var(&lag, "lag", replay.DefaultLag, "")
	cmd.Flags().BoolVar(&all, "all", false, "")
	return cmd
}

func (a *app) printComparison(c replay.Comparison) error {
	c.Findings = orEmpty(c.Findings)
	v := view.View{Data: c, Columns: []string{"host", "peer", "blocks", "lastBlock", "commit", "problem"}, Optional: []string{"problem"}}
	for _, side := range c.Sides {
		v.Rows = append(v.Rows, []string{side.Host, side.Peer, view.Number(side.Height), side.Hash, side.Commit, words.Reason(a.text.Language(), side.Problem)})
	}
	if err := a.Print(v); err != nil {
		return err
	}
	if c.Common == 0 { // nobody answered
		return &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: errors.New("no host's peer answers")}
	}
	return a.printJudged(c.Findings)
}
