package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/cli"
)

func (a *app) anomaliesCommand() *cobra.Command {
	var alliance string
	t := replay.DefaultThresholds()
	cmd := &cobra.Command{Use: "anomalies", Args: cli.Args(0, 0)}
	from := fromFlag(cmd)
	flags := cmd.Flags()
	flags.StringVar(&alliance, "alliance", "", "")
	flags.DurationVar(&t.HeldBack, "tolerance", t.HeldBack, "")
	flags.DurationVar(&t.KeyBeforeVote, "before-vote", t.KeyBeforeVote, "")
	flags.IntVar(&t.HostShare, "share", t.HostShare, "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		t.ClockOff = t.HeldBack
		return a.with(cmd.Context(), *from, func(ctx context.Context, s session) error {
			reader, err := a.read(ctx, s)
			if err != nil {
				return err
			}
			if err := checkRecorded(reader.Replay().View(), alliance); err != nil {
				return err
			}
			odd := replay.Anomalies(reader.Replay(), t)
			if alliance != "" {
				odd = slices.DeleteFunc(odd, func(f chain.Finding) bool {
					return f.Params["alliance"] != alliance && !replay.AboutAll(f)
				})
			}
			odd = append(reader.Findings(), odd...)
			if err := a.Print(a.findingsView(odd, orEmpty(odd))); err != nil {
				return err
			}
			return a.verdict(odd)
		})
	}
	return cmd
}
