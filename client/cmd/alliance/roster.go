package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) rosterCommand() *cobra.Command {
	var at string
	cmd := &cobra.Command{
		Use: "roster", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				members, err := s.Roster(ctx, args[0], at)
				if err != nil {
					return err
				}
				listed, err := withPlaces(ctx, s, members, func(m membership.Member) string { return m.Period.From.Tx })
				if err != nil {
					return err
				}
				a.sayAhead(at)
				a.text = a.callingAt(ctx, s, args[0], at)
				return a.Print(a.roster(listed))
			})
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "")
	return cmd
}

func (a *app) roster(members []placed[membership.Member]) view.View {
	v := view.View{
		Data:     members,
		Columns:  []string{"party", "name", "kind", "class", "group", "weights", "state", "since", "expires", "block", "tx"},
		Optional: termed,
	}
	for _, listed := range members {
		m, period := listed.Record.Membership, listed.Record.Period
		v.Rows = append(v.Rows, []string{
			m.Party, a.text.Name(listed.Record.Names), a.text.Kind(listed.Record.Kind), a.text.Class(period.Class), period.Group,
			a.show().Weights(period.Weights), a.stateIn(period.State, "", listed.Record.Grace), view.When(period.From.Time), view.End(period.Expires), view.Number(listed.Block), period.From.Tx,
		})
	}
	return v
}

// sayAhead says of a time that is still to come, by this computer's clock, that
// nobody knows what will have been recorded by then. A day is asked about as of its
// end; what is no time the ledger refuses.
func (a *app) sayAhead(asked string) {
	if at, wrong := input.Moment(asked, input.End); wrong == nil && at.After(time.Now()) {
		fmt.Fprintln(a.Err, a.text.Say("at.ahead", catalogue.Params{"value": asked}))
	}
}
