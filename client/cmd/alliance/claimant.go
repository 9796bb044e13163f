package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) claimantsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "claimants", Args: manual.Arguments(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				claimants, err := s.Claimants(ctx, reading.Choice[membership.Scheme](args[0]), reading.Code(args[1]))
				if err != nil {
					return err
				}
				return a.print(a.claimants(claimants))
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
		v.Rows = append(v.Rows, []string{a.former(one.About, *one.Claim), c.By, view.Number(one.Claim.Attest), view.Number(one.Claim.Dispute), c.Source, c.ID, rivals})
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
