package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) consentCommand() *cobra.Command {
	var digest, as string
	cmd := &cobra.Command{
		Use: "consent", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				t, err := consentTo(ctx, s, membership.Consent{Request: a.requestID(), As: as, Alliance: args[0], Charter: digest})
				if err != nil {
					return err
				}
				done, err := a.submit(ctx, s, t)
				if err != nil {
					return err
				}
				return a.print(a.receipts(done))
			})
		},
	}
	acting(cmd, &as)
	cmd.Flags().StringVar(&digest, "charter", "", "")
	return a.writing(cmd)
}

// consentTo fills in the charter's digest where none was given.
func consentTo(ctx context.Context, s session, t membership.Consent) (membership.Transaction, error) {
	if t.Charter == "" {
		alliance, err := client.Ask(ctx, s.Client, membership.GetAlliance{ID: t.Alliance})
		if err != nil {
			return nil, err
		}
		t.Charter = alliance.CharterDigest
	}
	return t, nil
}
