package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) claimCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "claim", RunE: cli.Group}
	cmd.AddCommand(a.claimStateCommand(), a.attestCommand("attest", membership.Attests),
		a.attestCommand("dispute", membership.Disputes), a.claimantsCommand(), &cobra.Command{
			Use: "list", Args: cli.Args(1, 1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return a.with(cmd, func(ctx context.Context, s session) error {
					claims, err := s.Claims(ctx, args[0])
					if err != nil {
						return err
					}
					return a.Print(a.claims(claims))
				})
			},
		})
	return cmd
}

func (a *app) claimStateCommand() *cobra.Command {
	var in membership.StateClaim
	cmd := &cobra.Command{
		Use: "state", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.About = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.What, "what", "", "")
	flags.StringVar(&in.Value, "value", "", "")
	flags.StringVar(&in.Qualifier, "qualifier", "", "")
	flags.StringVar(&in.Role, "role", "", "")
	flags.StringVar(&in.From, "from", "", "")
	flags.StringVar(&in.To, "to", "", "")
	flags.StringVar(&in.AsOf, "as-of", "", "")
	flags.StringVar(&in.Source, "source", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) attestCommand(use string, position charter.Position) *cobra.Command {
	in := membership.Attest{Position: position}
	cmd := &cobra.Command{
		Use: use, Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.About, in.Claim = a.requestID(), args[0], args[1]
			return a.write(cmd, in)
		},
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

// withFormer adds to a word about a claim, if so, that the claim is about an alliance which
// had the id before.
func (a *app) withFormer(word string, claim membership.Attested) string {
	if !claim.Former {
		return word
	}
	return a.show().Joined(word, a.Say("formerClaim"))
}

func (a *app) claims(claims []membership.Attested) view.View {
	v := view.View{
		Data:    append([]membership.Attested{}, claims...),
		Columns: []string{"claim", "what", "value", "from", "until", "asOf", "by", "attested", "disputed", "source", "rivals"},
	}
	for _, one := range claims {
		c := one.Claim
		v.Rows = append(v.Rows, []string{
			c.ID, a.withFormer(c.What, one), text.Spaced(c.Role, c.Qualifier, c.Value), c.From, c.To, c.AsOf, c.By, view.Number(one.Attest), view.Number(one.Dispute), c.Source,
			strings.Join(one.Rivals, ", "),
		})
	}
	return v
}

func (a *app) claimantsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "claimants", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				claimants, err := s.Claimants(ctx, reading.Choice[membership.Scheme](args[0]), reading.Code(args[1]))
				if err != nil {
					return err
				}
				return a.Print(a.claimants(claimants))
			})
		},
	}
}

func (a *app) claimants(claimants []membership.Claimant) view.View {
	v := view.View{
		Data:    append([]membership.Claimant{}, claimants...),
		Columns: []string{"subject", "by", "attested", "disputed", "source", "claim", "rivals"},
	}
	for _, one := range claimants {
		rivals := strings.Join(membership.Rivals(claimants, one.About), ", ")
		if one.Claim == nil {
			if one.Record == membership.RecordCorrected {
				rivals = ""
			}
			v.Rows = append(v.Rows, []string{one.About, one.About, "", "", a.text.Words("record." + one.Record), "", rivals})
			continue
		}
		c := one.Claim.Claim
		v.Rows = append(v.Rows, []string{a.withFormer(one.About, *one.Claim), c.By, view.Number(one.Claim.Attest), view.Number(one.Claim.Dispute), c.Source, c.ID, rivals})
	}
	return v
}

// identified is a party with those who are said to have an identifier of its own.
type identified struct {
	membership.Party
	Rivals map[membership.Scheme][]string `json:"rivals,omitempty"`
}

// identify asks who else is said to have a party's identifiers.
func identify(ctx context.Context, s session, party membership.Party) (identified, error) {
	one := identified{Party: party, Rivals: map[membership.Scheme][]string{}}
	for scheme, value := range map[membership.Scheme]string{membership.LEIScheme: party.LEI, membership.USCCScheme: party.USCC} {
		if value == "" {
			continue
		}
		claimants, err := s.Claimants(ctx, scheme, value)
		if err != nil {
			return one, err
		}
		if rivals := membership.Rivals(claimants, party.ID); len(rivals) > 0 {
			one.Rivals[scheme] = rivals
		}
	}
	return one, nil
}

// identifier is a party's identifier, with the others who are said to have it.
func (a *app) identifier(value string, rivals []string) string {
	if len(rivals) == 0 {
		return value
	}
	return value + "  " + a.text.Say("conflict", map[string]string{"rivals": strings.Join(rivals, ", ")})
}
