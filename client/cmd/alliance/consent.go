package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

func (a *app) consentCommand() *cobra.Command {
	var digest, as string
	cmd := &cobra.Command{
		Use: "consent", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				done, err := a.submit(ctx, s, membership.Consent{Request: a.requestID(), As: as, Alliance: args[0], Charter: digest})
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
