package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) presentCommand() *cobra.Command {
	var in membership.DeclarePresence
	cmd := &cobra.Command{
		Use: "present", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request = a.requestID()
			return a.sendOn(cmd, args, func(proposal string, about *membership.About) membership.Transaction {
				in.Proposal, in.About = proposal, about
				return in
			})
		},
	}
	addAsFlag(cmd, &in.As)
	return a.addWriteFlags(cmd)
}

func (a *app) confirmCommand() *cobra.Command {
	var in membership.ConfirmRepresentatives
	cmd := &cobra.Command{
		Use: "confirm", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Representatives, "representatives", "", "")
	return a.addWriteFlags(cmd)
}

// fillInConfirmation fills in the digest of the keys that may act now, as two hosts have them,
// where none was given, and says which those are.
func (a *app) fillInConfirmation(ctx context.Context, s session, t membership.ConfirmRepresentatives) (membership.Transaction, error) {
	if t.Representatives != "" {
		return t, nil
	}
	party := s.profile.Party
	if t.As != "" {
		party = t.As
	}
	listed, err := client.Agreed(ctx, s.Client, membership.ListAuthorities{Party: party})
	if err != nil {
		return nil, err
	}
	keys := membership.Represent(listed.Authorities)
	for _, key := range keys {
		a.saySigned("signing.representative", catalogue.Params{"party": party, "role": a.text.Words(string(key.Role)), "key": key.Key, "host": key.Host})
	}
	t.Representatives, err = membership.RepresentativesDigest(keys)
	return t, err
}

func (a *app) waiveCommand() *cobra.Command {
	var in membership.Waive
	var until string
	cmd := &cobra.Command{
		Use: "waive", Args: cli.Args(3, 3),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Party, in.Duty = a.requestID(), args[0], args[1], charter.Duty(args[2])
			if in.Until, err = parseDay(until); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&until, "until", "", "")
	cmd.Flags().StringVar(&in.Agreement, "agreement", "", "")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "")
	for _, name := range []string{"until", "reason"} {
		_ = cmd.MarkFlagRequired(name) // the flags exist
	}
	return a.addWriteFlags(cmd)
}

// participation says how often a member took part of late, and what is missing.
func (a *app) participation(o membership.Obligation) string {
	said := catalogue.Params{
		"due": view.When(o.Due), "missed": strconv.Itoa(len(o.Missed)), "counted": strconv.Itoa(o.Counted), "wanted": strconv.Itoa(o.Wanted),
	}
	if o.Met {
		return a.text.Say("owed.active", said)
	}
	return a.text.Say("owed.inactive", said)
}
