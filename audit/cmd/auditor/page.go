package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
)

// paged adds the flags of long answers.
func paged(cmd *cobra.Command, p *index.Page) {
	flags := cmd.Flags()
	flags.IntVar(&p.Size, "size", index.DefaultPage, "")
	flags.StringVar(&p.Bookmark, "bookmark", "", "")
}

// ordered adds the flag of answers that come in either order, the newest first.
func ordered(cmd *cobra.Command, p *index.Page) {
	paged(cmd, p)
	cmd.Flags().BoolVar(&p.Oldest, "oldest", false, "")
}

// allPages reads an answer for a program to its end: what is cut short there nobody
// notices. People read a page, and so does who asks for one by --size or --bookmark.
// The page's bookmark moves on; join adds a page to whole, which is empty before the
// first, and returns where the next one begins.
func allPages[P any](a *app, cmd *cobra.Command, p *index.Page, whole P, ask func() (P, error), join func(whole *P, page P) string) (P, error) {
	flags := cmd.Flags()
	if a.Output == view.Table || flags.Changed("size") || flags.Changed("bookmark") {
		return ask()
	}
	p.Size = index.MaxPage
	for {
		page, err := ask()
		if err != nil {
			return whole, err
		}
		if p.Bookmark = join(&whole, page); p.Bookmark == "" {
			return whole, nil
		}
	}
}

// setNext sets the bookmark at which the answer goes on.
func (a *app) setNext(next string) { a.next = next }

func (a *app) sayMore() {
	if a.next != "" {
		fmt.Fprintln(a.Err, a.text.Say("page.more", map[string]string{"bookmark": a.next}))
	}
}

// period is the time that a command asks about.
type period struct{ since, until string }

func (p *period) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.since, "since", "", "")
	cmd.Flags().StringVar(&p.until, "until", "", "")
}

// times reads both ends; a date's end is that of its day, in UTC. The zero time is
// no end.
func (p period) times() (since, until time.Time, err error) {
	if since, err = moment("--since", p.since, input.Begin); err != nil {
		return since, until, err
	}
	until, err = moment("--until", p.until, input.End)
	if err == nil && !since.IsZero() && !until.IsZero() && !since.Before(until) {
		err = cli.NewUsageError("usage.period", "since", p.since, "until", p.until)
	}
	return since, until, err
}

// check refuses a period with one open end that would end before it begins: its
// other end is the first or the last time that the chain knows.
func (p period) check(first, last time.Time) error {
	since, until, err := p.times()
	switch {
	case err != nil:
		return err
	case until.IsZero() && since.After(last):
		return cli.NewUsageError("usage.beyond", "since", p.since, "time", view.When(last))
	case since.IsZero() && !until.IsZero() && !until.After(first):
		return cli.NewUsageError("usage.before", "until", p.until, "time", view.When(first))
	}
	return nil
}

// moment reads a time, or an edge of a day in UTC.
func moment(flag, text string, edge input.Edge) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, wrong := input.Moment(text, edge)
	if wrong != nil {
		return at, cli.BadValue(strings.TrimPrefix(flag, "--"), text, wrong)
	}
	return at, nil
}
