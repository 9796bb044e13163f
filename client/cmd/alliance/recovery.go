package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) recoveryCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recovery", RunE: cli.Group}
	cmd.AddCommand(a.recoveryAskCommand(), a.addWriteFlags(&cobra.Command{
		Use: "veto", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd, membership.VetoRecovery{Request: a.requestID()})
		},
	}), a.addWriteFlags(&cobra.Command{
		Use: "complete", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd, membership.CompleteRecovery{Request: a.requestID()})
		},
	}), &cobra.Command{
		Use: "show", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				recovery, err := client.Ask(ctx, s.Client, membership.GetRecovery{Party: args[0]})
				if err != nil {
					return err
				}
				return a.Print(a.recovery(recovery))
			})
		},
	})
	return cmd
}

func (a *app) recoveryAskCommand() *cobra.Command {
	var key keyFlags
	cmd := &cobra.Command{
		Use: "ask", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.AskRecovery{Request: a.requestID(), Party: args[0], Key: hash})
		},
	}
	key.register(cmd, "of")
	return a.addWriteFlags(cmd)
}

func (a *app) recovery(r membership.RecoveryNow) view.View {
	confirmed, ended, status := "", "", "recovery."+string(r.Status)
	if r.Due {
		status = "recovery.due"
	}
	if r.Confirmed != nil {
		confirmed = view.When(r.Confirmed.Time)
	}
	if r.Ended != nil {
		ended = view.When(r.Ended.Time)
	}
	return view.View{Data: r, Columns: []string{"field", "value"}, Rows: a.Fields("party", r.Party, "host", r.Host, "key", r.Key,
		"status", a.text.Words(status), "from", view.When(r.Asked.Time), "confirmed", confirmed, "effective", view.End(r.Effective), "until", ended, "tx", r.Asked.Tx)}
}
