package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/membership"
)

const claimHelp = `What somebody asserts about a party or an alliance, with its source, apart from what
the ledger computed; others attest or dispute it.

  alliance claim state r3@association --what members --qualifier over --value 60 --source "white paper, annex B.4"
  alliance claim state r3@association --what platform --value corda --role develops --from 2016 --source "…"
  alliance claim list r3@association
  alliance claim claimants lei 506700GE1G29325QX363
  alliance claim attest r3@association 0a1b2c3d4e5f60718293a4b5
  alliance claim dispute r3@association 0a1b2c3d4e5f60718293a4b5 --reason "out of date"`

func (a *app) claimCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "claim", Short: "Facts that somebody asserts", Long: claimHelp, RunE: helpOf}
	cmd.AddCommand(a.claimStateCommand(), a.attestCommand("attest", "Support a claim", membership.Attests),
		a.attestCommand("dispute", "Contradict a claim", membership.Disputes), a.claimantsCommand(), &cobra.Command{
			Use: "list ABOUT", Short: "List what is claimed about a party or an alliance", Args: exactly("ABOUT"),
			RunE: func(cmd *cobra.Command, args []string) error {
				return a.with(cmd, func(ctx context.Context, s session) error {
					claims, err := s.Claims(ctx, args[0])
					if err != nil {
						return err
					}
					return a.print(a.claims(claims))
				})
			},
		})
	return cmd
}

func (a *app) claimStateCommand() *cobra.Command {
	var in membership.StateClaim
	cmd := &cobra.Command{
		Use: "state ABOUT", Short: "State a claim", Args: exactly("ABOUT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.About = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.What, "what", "", "the kind of fact: members, founders, founded, platform, …")
	flags.StringVar(&in.Value, "value", "", "the value")
	flags.StringVar(&in.Qualifier, "qualifier", "", "over, about, …")
	flags.StringVar(&in.Role, "role", "", "the relation to a platform: develops, uses, interoperates with")
	flags.StringVar(&in.From, "from", "", "since when: a year, a month or a day")
	flags.StringVar(&in.To, "to", "", "until when")
	flags.StringVar(&in.AsOf, "as-of", "", "the day, month or year of which it speaks")
	flags.StringVar(&in.Source, "source", "", "where it stands")
	return a.writing(cmd)
}

func (a *app) attestCommand(use, short string, position membership.Position) *cobra.Command {
	in := membership.Attest{Position: position}
	cmd := &cobra.Command{
		Use: use + " ABOUT CLAIM", Short: short, Args: exactly("ABOUT", "CLAIM"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.About, in.Claim = a.requestID(), args[0], args[1]
			return a.write(cmd, in)
		},
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why; public")
	return a.writing(cmd)
}

func (a *app) claims(claims []membership.Attested) view {
	v := view{
		data:    append([]membership.Attested{}, claims...),
		columns: []string{"claim", "what", "value", "from", "until", "asOf", "by", "attested", "disputed", "source", "rivals"},
	}
	for _, one := range claims {
		c := one.Claim
		v.rows = append(v.rows, []string{
			c.ID, c.What, spaced(c.Role, c.Qualifier, c.Value), c.From, c.To, c.AsOf, c.By, number(one.Attest), number(one.Dispute), c.Source,
			strings.Join(one.Rivals, ", "),
		})
	}
	return v
}
