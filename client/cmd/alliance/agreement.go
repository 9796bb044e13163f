package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func (a *app) agreementCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "agreement", RunE: cli.Group}
	cmd.AddCommand(a.agreementAcceptCommand(), &cobra.Command{
		Use: "list", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				listed, err := agreements(ctx, s, args[0], s.partyOr(args[1:]))
				if err != nil {
					return err
				}
				return a.Print(a.agreements(listed))
			})
		},
	})
	return cmd
}

func (a *app) agreementAcceptCommand() *cobra.Command {
	var in membership.AcceptAgreement
	var file string
	cmd := &cobra.Command{
		Use: "accept", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Agreement = a.requestID(), args[0], args[1]
			if in.Digest, err = a.digestOf("digest", in.Digest, file); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Digest, "digest", "", "")
	cmd.Flags().StringVar(&file, "file", "", "")
	return a.addWriteFlags(cmd)
}

// fillInAcceptance fills in the digest of the present version where none was given, and says
// which that is.
func (a *app) fillInAcceptance(ctx context.Context, s session, t membership.AcceptAgreement) (membership.Transaction, error) {
	if t.Digest != "" {
		return t, nil
	}
	kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: t.Alliance})
	if err != nil {
		return nil, err
	}
	agreement, found := kept.Charter.Agreement(t.Agreement)
	if !found {
		return nil, &refusal.Error{Code: refusal.UnknownAgreement, Params: map[string]string{"agreement": t.Agreement}}
	}
	t.Digest = agreement.Digest
	a.saySigned("signing.accept", catalogue.Params{
		"alliance": t.Alliance, "agreement": t.Agreement, "version": agreement.Version, "digest": t.Digest,
	})
	return t, nil
}

// agreed is an agreement of the charter in force, as two hosts have it, and what a party
// last accepted of it.
type agreed struct {
	charter.Agreement
	Accepted *membership.Acceptance `json:"accepted,omitempty"`
}

func agreements(ctx context.Context, s session, alliance, party string) ([]agreed, error) {
	kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: alliance})
	if err != nil {
		return nil, err
	}
	acceptances, err := s.Acceptances(ctx, alliance, party)
	if err != nil {
		return nil, err
	}
	listed := []agreed{}
	for _, agreement := range kept.Charter.Agreements {
		one := agreed{Agreement: agreement}
		for _, acceptance := range acceptances {
			if acceptance.Agreement == agreement.ID {
				one.Accepted = &acceptance
			}
		}
		listed = append(listed, one)
	}
	return listed, nil
}

func (a *app) agreements(listed []agreed) view.View {
	v := view.View{Data: listed, Columns: []string{"agreement", "name", "version", "digest", "acceptedVersion", "time", "tx"}}
	for _, one := range listed {
		row := []string{one.ID, a.text.Name(one.Names), one.Version, one.Digest, "", "", ""}
		if one.Accepted != nil {
			row[4], row[5], row[6] = one.Accepted.Version, view.When(one.Accepted.Stamp.Time), one.Accepted.Stamp.Tx
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func (a *app) duesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "dues", RunE: cli.Group}
	cmd.AddCommand(a.duesRecordCommand())
	return cmd
}

func (a *app) duesRecordCommand() *cobra.Command {
	var in membership.RecordPayment
	var until string
	cmd := &cobra.Command{
		Use: "record", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Party = a.requestID(), args[0], args[1]
			if in.Until, err = parseDay(until); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&until, "until", "", "")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "")
	_ = cmd.MarkFlagRequired("until") // the flag exists
	return a.addWriteFlags(cmd)
}
