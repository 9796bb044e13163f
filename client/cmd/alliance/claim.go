package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) claimCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "claim", RunE: manual.Group}
	cmd.AddCommand(a.claimStateCommand(), a.attestCommand("attest", membership.Attests),
		a.attestCommand("dispute", membership.Disputes), a.claimantsCommand(), &cobra.Command{
			Use: "list", Args: manual.Arguments(1, 1),
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
		Use: "state", Args: manual.Arguments(1, 1),
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
	return a.writing(cmd)
}

func (a *app) attestCommand(use string, position charter.Position) *cobra.Command {
	in := membership.Attest{Position: position}
	cmd := &cobra.Command{
		Use: use, Args: manual.Arguments(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.About, in.Claim = a.requestID(), args[0], args[1]
			return a.write(cmd, in)
		},
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.writing(cmd)
}

// former adds to a word about a claim, if so, that the claim is about an alliance which
// had the id before.
func (a *app) former(word string, claim membership.Attested) string {
	if !claim.Former {
		return word
	}
	return a.joined(word, a.say("formerClaim"))
}

func (a *app) claims(claims []membership.Attested) view.View {
	v := view.View{
		Data:    append([]membership.Attested{}, claims...),
		Columns: []string{"claim", "what", "value", "from", "until", "asOf", "by", "attested", "disputed", "source", "rivals"},
	}
	for _, one := range claims {
		c := one.Claim
		v.Rows = append(v.Rows, []string{
			c.ID, a.former(c.What, one), text.Spaced(c.Role, c.Qualifier, c.Value), c.From, c.To, c.AsOf, c.By, view.Number(one.Attest), view.Number(one.Dispute), c.Source,
			strings.Join(one.Rivals, ", "),
		})
	}
	return v
}
