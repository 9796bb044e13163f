package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// proposalFilter is what a list of proposals is narrowed by. What is empty does not
// narrow.
type proposalFilter struct {
	status, action, since, until string
	mine, oldest                 bool
}

func (a *app) proposalListCommand() *cobra.Command {
	var f proposalFilter
	cmd := &cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.read(a); err != nil {
				return err
			}
			return a.with(cmd, func(ctx context.Context, s session) error {
				proposals, err := s.Proposals(ctx, args[0])
				if err != nil {
					return err
				}
				if proposals, err = f.narrow(proposals, s.profile.Party); err != nil {
					return err
				}
				listed, err := s.awaited(ctx, proposals)
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, args[0], 0)
				return a.Print(a.proposals(listed))
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.status, "status", "", "")
	flags.StringVar(&f.action, "action", "", "")
	flags.StringVar(&f.since, "since", "", "")
	flags.StringVar(&f.until, "until", "", "")
	flags.BoolVar(&f.mine, "mine", false, "")
	flags.BoolVar(&f.oldest, "oldest", false, "")
	return cmd
}

// read refuses values that no proposal can have; a word of the reader's language
// stands for what it says.
func (f *proposalFilter) read(a *app) (err error) {
	var statuses, actions []string
	for _, status := range membership.ProposalStatuses() {
		statuses = append(statuses, string(status))
	}
	for _, action := range charter.Actions() {
		actions = append(actions, string(action))
	}
	if f.status, err = a.choice("--status", f.status, statuses); err != nil {
		return err
	}
	f.action, err = a.choice("--action", f.action, actions)
	return err
}

func (a *app) choice(flag, value string, choices []string) (string, error) {
	if at := slices.IndexFunc(choices, func(choice string) bool { return value == a.text.Words(choice) }); at >= 0 {
		return choices[at], nil
	}
	if value == "" {
		return "", nil
	}
	return value, cli.OneOf(flag, value, choices...)
}

// narrow leaves the proposals that are asked for, in the order of their filing.
func (f *proposalFilter) narrow(proposals []membership.ProposalNow, party string) ([]membership.ProposalNow, error) {
	since, err := edge("since", f.since, input.Begin)
	if err != nil {
		return nil, err
	}
	until, err := edge("until", f.until, input.End)
	if err != nil {
		return nil, err
	}
	proposals = slices.DeleteFunc(proposals, func(p membership.ProposalNow) bool {
		return f.status != "" && string(p.Status) != f.status || f.action != "" && string(p.Action) != f.action ||
			p.Filed.Time.Before(since) || !until.IsZero() && !p.Filed.Time.Before(until) ||
			f.mine && p.By != party && p.Subject != party
	})
	slices.SortStableFunc(proposals, func(x, y membership.ProposalNow) int {
		if f.oldest {
			return x.Filed.Time.Compare(y.Filed.Time)
		}
		return y.Filed.Time.Compare(x.Filed.Time)
	})
	return proposals, nil
}

// edge reads a time, or an edge of a day in UTC; the zero time for none.
func edge(flag, text string, edge input.Edge) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, wrong := input.Moment(text, edge)
	if wrong != nil {
		return at, cli.BadValue(flag, text, wrong)
	}
	return at, nil
}

// listedProposal is a proposal with the members who have not voted yet.
type listedProposal struct {
	membership.ProposalNow
	Awaited []string `json:"awaited,omitempty"`
}

// awaited adds to each proposal that is voted on who has not voted.
func (s session) awaited(ctx context.Context, proposals []membership.ProposalNow) ([]listedProposal, error) {
	listed := make([]listedProposal, 0, len(proposals))
	for _, p := range proposals {
		one := listedProposal{ProposalNow: p}
		if p.Status == membership.Voting {
			dossier, err := client.Ask(ctx, s.Client, membership.GetProposal{ID: p.ID})
			if err != nil {
				return nil, err
			}
			if one.Awaited, err = s.Awaited(ctx, dossier); err != nil {
				return nil, err
			}
		}
		listed = append(listed, one)
	}
	return listed, nil
}

// deadline is when the proposal's present state must end, or can.
func deadline(p membership.Proposal) time.Time {
	switch p.Status {
	case membership.Filed:
		return p.Expires
	case membership.Timelocked:
		return p.Enacts
	default:
		return p.LastClose()
	}
}

func (a *app) proposals(proposals []listedProposal) view.View {
	v := view.View{
		Data:     proposals,
		Columns:  []string{"proposal", "action", "subject", "class", "status", "recordedAs", "filedAt", "closes", "awaited"},
		Optional: []string{"recordedAs", "awaited"},
	}
	for _, p := range proposals {
		v.Rows = append(v.Rows, []string{
			p.ID, a.text.Words(string(p.Action)), p.Subject, a.text.Class(p.Class), a.text.Words(string(p.Status)), a.text.Words(string(p.RecordedStatus)),
			view.When(p.Filed.Time), view.When(deadline(p.Recorded())), strings.Join(p.Awaited, " "),
		})
	}
	return v
}
