package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/text"
	"allianceregistry/client/view"
	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) leaveCommand() *cobra.Command {
	var in membership.Leave
	cmd := &cobra.Command{
		Use: "leave", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	acting(cmd, &in.As)
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.writing(cmd)
}

func (a *app) expireCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "expire", Args: manual.Arguments(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd, membership.EndMembership{Alliance: args[0], Party: args[1]})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

func (a *app) membershipCommand() *cobra.Command {
	var of string
	cmd := &cobra.Command{
		Use: "membership",
		Args: func(_ *cobra.Command, args []string) error {
			if (of == "" && len(args) == 2) || (of != "" && len(args) == 0) {
				return nil
			}
			return manual.Wrong("usage.membership")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				if of != "" {
					memberships, err := s.Memberships(ctx, of)
					if err != nil {
						return err
					}
					return a.print(a.memberships(memberships))
				}
				m, err := client.Ask(ctx, s.Client, membership.GetMembership{Alliance: args[0], Party: args[1]})
				if err != nil {
					return err
				}
				return a.print(a.membership(m))
			})
		},
	}
	cmd.Flags().StringVar(&of, "of", "", "")
	return cmd
}

func (a *app) memberships(memberships []membership.Membership) view.View {
	v := view.View{Data: append([]membership.Membership{}, memberships...), Columns: []string{"alliance", "state", "class", "since", "until"}}
	for _, m := range memberships {
		last := m.Periods[len(m.Periods)-1]
		v.Rows = append(v.Rows, []string{m.Alliance, a.text.Words(string(m.State), text.Ended(m.Ending)), m.Class, view.When(last.From.Time), a.until(last)})
	}
	return v
}

// termed are the columns of what not every membership has.
var termed = []string{"group", "weights", "expires"}

func (a *app) until(p membership.Period) string {
	if p.Until == nil {
		return a.text.Say("present", nil)
	}
	return view.When(p.Until.Time)
}

func (a *app) membership(m membership.Membership) view.View {
	v := view.View{
		Data:     m,
		Columns:  []string{"from", "until", "state", "class", "group", "weights", "expires", "proposal", "tx", "reason"},
		Optional: termed,
	}
	for i, p := range m.Periods {
		last := ""
		if i == len(m.Periods)-1 {
			last = text.Ended(m.Ending)
		}
		proposal := p.Proposal
		if proposal == "" {
			proposal = a.label("founder")
		}
		v.Rows = append(v.Rows, []string{view.When(p.From.Time), a.until(p), a.text.Words(string(p.State), last), p.Class, p.Group, a.weights(p.Weights), view.When(p.Expires), proposal, p.From.Tx, p.Reason})
	}
	return v
}
