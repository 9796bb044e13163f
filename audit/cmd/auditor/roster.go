package main

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
)

func (a *app) rosterCommand() *cobra.Command {
	q := index.RosterQuery{}
	cmd := &cobra.Command{
		Use: "roster", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Alliance = args[0]
			if err := parseTimes(&q); err != nil {
				return err
			}
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				roster, err := a.wholeRoster(ctx, x, q)
				if err != nil {
					return view.View{}, err
				}
				a.text, err = a.callingAt(ctx, x, q)
				return a.roster(roster), err
			})
		},
	}
	cmd.Flags().StringVar(&q.At, "at", "", "")
	cmd.Flags().StringVar(&q.KnownAt, "known-at", "", "")
	return cmd
}

// parseTimes refuses times that cannot be read; At may be a number instead, of which the
// rules say whether it is an epoch's. A time stands then as RFC 3339 writes it, a day as
// it is.
func parseTimes(q *index.RosterQuery) error {
	if _, err := strconv.ParseInt(q.At, 10, 64); err != nil {
		if q.At, err = parseTime("--at", q.At); err != nil {
			return err
		}
	}
	var err error
	q.KnownAt, err = parseTime("--known-at", q.KnownAt)
	return err
}

func parseTime(flag, text string) (string, error) {
	at, err := moment(flag, text, input.Begin)
	if err != nil || text == "" || len(text) == len(time.DateOnly) {
		return text, err
	}
	return at.Format(time.RFC3339Nano), nil
}

// wholeRoster reads all pages of a roster. If blocks are added meanwhile it is read
// again as of one of them, so that no page is of another moment than the others.
func (a *app) wholeRoster(ctx context.Context, x *index.Index, q index.RosterQuery) (index.Roster, error) {
	before, err := x.Checkpoint(ctx)
	if err != nil {
		return index.Roster{}, err
	}
	whole, err := a.pages(ctx, x, q)
	if err != nil || q.KnownAt != "" {
		return whole, err
	}
	after, err := x.Checkpoint(ctx)
	if err != nil || after.Next == before.Next {
		return whole, err
	}
	q.KnownAt = view.Number(before.Next - 1)
	whole, err = a.pages(ctx, x, q)
	whole.KnownAt = ""
	return whole, err
}

func (a *app) pages(ctx context.Context, x *index.Index, q index.RosterQuery) (index.Roster, error) {
	const step = 2000 // members, so that one sees how far it is
	q.Size = step
	bar := a.NewBar()
	defer bar.End()
	whole, err := x.Roster(ctx, q)
	if err != nil || whole.Next == "" {
		return whole, err
	}
	total, err := x.CountEver(ctx, q.Alliance)
	for next := whole.Next; err == nil && next != ""; {
		bar.Show(a.Say("progress.members"), uint64(len(whole.Members)), uint64(total))
		var part index.Roster
		q.Bookmark = next
		part, err = x.Roster(ctx, q)
		whole.Members, next = append(whole.Members, part.Members...), part.Next
	}
	whole.Next = ""
	return whole, err
}

// graceKey is the key of what is said of a membership in its grace.
func graceKey(grace bool) string {
	if grace {
		return "grace"
	}
	return ""
}

func (a *app) roster(r index.Roster) view.View {
	v := view.View{
		Data:     r,
		Columns:  []string{"party", "name", "kind", "class", "group", "state", "since", "expires", "proposal", "block", "tx"},
		Optional: []string{"group", "expires", "proposal"},
	}
	for _, m := range r.Members {
		v.Rows = append(v.Rows, []string{
			m.Party, a.text.Name(m.Names), a.text.Kind(m.Kind), a.text.Class(m.Class), m.Group, a.text.Words(string(m.State), graceKey(m.Grace)),
			view.When(m.Since), view.End(m.Expires), m.Proposal, view.Number(m.Block), m.Tx,
		})
	}
	return v
}
