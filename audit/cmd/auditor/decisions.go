package main

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) decisionsCommand() *cobra.Command {
	var alliance string
	cmd := &cobra.Command{Use: "decisions", Args: cli.Args(0, 0)}
	from := fromFlag(cmd)
	cmd.Flags().StringVar(&alliance, "alliance", "", "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, func(ctx context.Context, s session) error {
			reader, err := a.read(ctx, s)
			if err != nil {
				return err
			}
			if err := checkRecorded(reader.Replay().View(), alliance); err != nil {
				return err
			}
			return a.printDecisions(replay.Decisions(reader.Replay().View(), nil), alliance, reader.Findings())
		})
	}
	return cmd
}

// checkRecorded refuses an alliance that the chain does not have, with UNKNOWN_RECORD;
// none means all.
func checkRecorded(v replay.View, alliance string) error {
	if alliance == "" {
		return nil
	}
	argument, err := json.Marshal(membership.GetAlliance{ID: alliance})
	if err != nil {
		return err
	}
	_, err = membership.Answer(v, time.Time{}, membership.GetAlliance{}.Name(), argument)
	return err
}

func (a *app) printDecisions(all replay.Redecisions, alliance string, sources []chain.Finding) error {
	if alliance != "" {
		all.Decisions = slices.DeleteFunc(all.Decisions, func(r replay.Redecision) bool { return r.Alliance != alliance })
		all.Findings = slices.DeleteFunc(all.Findings, func(f chain.Finding) bool { return f.Params["alliance"] != alliance })
	}
	all.Findings = append(sources, all.Findings...)
	slices.SortStableFunc(all.Decisions, func(x, y replay.Redecision) int {
		return cmp.Or(cmp.Compare(x.Block, y.Block), cmp.Compare(x.Index, y.Index))
	})
	all.Decisions, all.Findings = orEmpty(all.Decisions), orEmpty(all.Findings)
	v := view.View{Data: all, Columns: []string{
		"alliance", "action", "subject", "outcome", "again", "engine", "charter", "time", "block", "proposal", "tx",
	}}
	for _, r := range all.Decisions {
		again := a.text.Words("again.same")
		if !r.Same {
			again = joinNonEmpty(a.text.Words("again.differs"), a.text.Words(string(r.Again)))
		}
		v.Rows = append(v.Rows, []string{
			r.Alliance, a.text.Words(r.Action), r.Subject, a.text.Words(string(r.Recorded.Outcome)), again, r.Recorded.Engine,
			view.Number(r.Recorded.Charter), view.When(r.Time), view.Number(r.Block), r.Proposal, r.Tx,
		})
	}
	if err := a.Print(v); err != nil {
		return err
	}
	return a.printJudged(all.Findings)
}
