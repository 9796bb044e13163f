package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) standingCommand() *cobra.Command {
	var at string
	cmd := &cobra.Command{
		Use: "standing", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				standing, err := client.Ask(ctx, s.Client, membership.GetStanding{Alliance: args[0], Party: s.partyOr(args[1:]), At: at})
				if err != nil {
					return err
				}
				a.sayAhead(at)
				a.text = a.callingAt(ctx, s, args[0], at)
				return a.Print(a.standing(standing))
			})
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "")
	return cmd
}

// partyOr is the party that was named, or else the profile's own.
func (s session) partyOr(named []string) string {
	if len(named) > 0 {
		return named[0]
	}
	return s.profile.Party
}

func (a *app) standing(s membership.Standing) view.View {
	var rights []string
	for _, right := range s.Rights {
		rights = append(rights, a.text.Words("right."+string(right)))
	}
	if len(rights) == 0 {
		rights = []string{a.Say("none")}
	}
	rows := a.Fields("party", s.Party, "alliance", s.Alliance, "membership", a.text.Words(string(s.Membership)), "class", a.text.Class(s.Class), "at", view.When(s.At),
		"standing", a.text.Words("standing."+string(s.State)), "probation", view.When(s.Probation), "rights", a.show().Joined(rights...))
	for _, o := range s.Obligations {
		rows = append(rows, []string{text.Spaced(a.text.Words("obligation."+o.Kind), o.ID), a.obligation(o)})
	}
	return view.View{Data: s, Columns: []string{"field", "value"}, Rows: rows}
}

// obligation says whether something is owed, since when, and until when it may be.
func (a *app) obligation(o membership.Obligation) string {
	since := map[string]string{"due": view.End(o.Due), "lapses": view.End(o.Lapses)}
	switch {
	case o.Kind == membership.OweParticipation:
		return a.participation(o)
	case o.Met && o.Kind == membership.OweAgreement:
		return a.text.Say("owed.accepted", since)
	case o.Met:
		return a.text.Say("owed.later", since)
	case o.State == charter.Grace:
		return a.text.Say("owed.grace", since)
	default:
		return a.text.Say("owed.lapsed", since)
	}
}
