package main

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) statsCommand() *cobra.Command {
	q := index.StatsQuery{}
	var by string
	var when period
	cmd := &cobra.Command{
		Use: "stats", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := cli.OneOf("--by", by, "day", "month", "quarter", "year"); err != nil {
				return err
			}
			if q.From, q.Until, err = when.times(); err != nil {
				return err
			}
			q.Alliance, q.Interval = args[0], index.Interval(by)
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				if q.Until, err = upToNow(ctx, x, q.Until); err != nil {
					return view.View{}, err
				}
				steps, err := x.Stats(ctx, q)
				if err != nil {
					return view.View{}, err
				}
				a.text, err = a.calling(ctx, x, q.Alliance, 0)
				return a.steps(steps), err
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "month", "")
	when.flags(cmd)
	return cmd
}

func (a *app) steps(steps []index.Step) view.View {
	v := view.View{Data: steps, Columns: []string{
		"from", "members", "suspended", "joined", "ended", "unrecorded", "proposals", "decisions", "endorsements", "hosts",
	}, Optional: []string{"suspended", "unrecorded", "hosts"}}
	for _, s := range steps {
		v.Rows = append(v.Rows, []string{
			s.From.Format(time.DateOnly), a.counts(s.Active, a.text.Class), a.counts(s.Suspended, a.text.Class), strconv.Itoa(s.Joined), strconv.Itoa(s.Ended), countOrEmpty(s.Unrecorded),
			strconv.Itoa(s.Proposals), strconv.Itoa(s.Decisions), strconv.Itoa(s.Endorsements), a.counts(s.Hosts, identity),
		})
	}
	return v
}

// countOrEmpty is a number, empty for none.
func countOrEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func identity(id string) string { return id }

// counts lists numbers by what they are of, as say says it: Full member=7, Observer=2.
func (a *app) counts(counts map[string]int, say func(id string) string) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if counts[name] > 0 {
			said = append(said, say(name)+"="+strconv.Itoa(counts[name]))
		}
	}
	return strings.Join(said, a.Say("separator"))
}
