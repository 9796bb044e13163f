package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const recoveryHelp = `A party that has lost its keys gets a new one, without anybody being able to take
its place behind its back:

  1. the party enrolls a new key at its host             (alliance enroll … -p new)
  2. the host's operator asks for the recovery           (alliance recovery ask … -p operator)
  3. everybody sees it; for as long as the party chose when it registered (three
     days without a choice) any key that it still has can veto (alliance recovery veto)
  4. then the new key claims its place                   (alliance recovery complete -p new)

  alliance recovery ask cisco@industry --of cisco-new -p operator@industry
  alliance recovery show cisco@industry`

func (a *app) recoveryCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recovery", Short: "Recover a party that has lost its keys", Long: recoveryHelp, RunE: helpOf}
	cmd.AddCommand(a.recoveryAskCommand(), a.writing(&cobra.Command{
		Use: "veto", Short: "Refuse a recovery of the profile's party", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd, membership.VetoRecovery{Request: a.requestID()})
		},
	}), a.writing(&cobra.Command{
		Use: "complete", Short: "Claim, by the new key, the place of an officer", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd, membership.CompleteRecovery{Request: a.requestID()})
		},
	}), &cobra.Command{
		Use: "show PARTY", Short: "Show the last recovery of a party", Args: exactly("PARTY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				recovery, err := client.Ask(ctx, s.Client, membership.GetRecovery{Party: args[0]})
				if err != nil {
					return err
				}
				return a.print(a.recovery(recovery))
			})
		},
	})
	return cmd
}

func (a *app) recoveryAskCommand() *cobra.Command {
	var key keyFlags
	cmd := &cobra.Command{
		Use: "ask PARTY", Short: "Ask, as the host's operator, for a new key for a party", Args: exactly("PARTY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.AskRecovery{Request: a.requestID(), Party: args[0], Key: hash})
		},
	}
	key.register(cmd, "of", "the profile that holds the new key")
	return a.writing(cmd)
}

func (a *app) recovery(r membership.Recovery) view {
	ended := ""
	if r.Ended != nil {
		ended = when(r.Ended.Time)
	}
	return view{data: r, columns: []string{"field", "value"}, rows: a.fields("party", r.Party, "host", r.Host, "key", r.Key,
		"status", a.words("recovery."+string(r.Status)), "from", when(r.Asked.Time), "effective", when(r.Effective), "until", ended, "tx", r.Asked.Tx)}
}
