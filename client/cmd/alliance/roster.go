package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/membership"
)

func (a *app) rosterCommand() *cobra.Command {
	return &cobra.Command{
		Use: "roster ALLIANCE", Short: "Who is a member now, since when, in which class, by which transaction",
		Example: "  alliance roster hyperledger@industry\n  alliance roster hyperledger@industry -o csv > roster.csv",
		Args:    exactly("ALLIANCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				members, err := s.Roster(ctx, args[0])
				if err != nil {
					return err
				}
				listed, err := located(ctx, s, members, func(m membership.Member) string { return m.Membership.Written.Tx })
				if err != nil {
					return err
				}
				return a.print(a.roster(listed))
			})
		},
	}
}

func (a *app) roster(members []placed[membership.Member]) view {
	v := view{data: members, columns: []string{"party", "name", "kind", "class", "state", "since", "block", "tx"}}
	for _, listed := range members {
		m := listed.Record.Membership
		since := m.Periods[len(m.Periods)-1].From.Time
		v.rows = append(v.rows, []string{
			m.Party, a.text.Name(listed.Record.Names), a.words(string(listed.Record.Kind)), m.Class, a.words(string(m.State)),
			when(since), number(listed.Block), m.Written.Tx,
		})
	}
	return v
}
