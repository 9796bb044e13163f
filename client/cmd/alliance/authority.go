package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/membership"
)

const authorityHelp = `The keys that may act for a party. The ledger knows a key by its host and its
SHA-256; a certificate alone is not enough. An officer's key does everything, a
delegate's endorses, decides, and replaces itself.

  alliance authority list cisco@industry
  alliance authority add --of cisco-night --role delegate     the key of another profile
  alliance authority rotate --to cisco-new                    the old key signs for the new one
  alliance authority remove --of cisco-night`

func (a *app) authorityCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "authority", Short: "The keys that may act for a party", Long: authorityHelp, RunE: helpOf}
	cmd.AddCommand(a.authorityListCommand(), a.authorityAddCommand(), a.authorityRotateCommand(), a.authorityRemoveCommand())
	return cmd
}

func (a *app) authorityListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list PARTY", Short: "List the keys of a party", Args: exactly("PARTY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				kept, err := client.Ask(ctx, s.Client, membership.ListAuthorities{Party: args[0]})
				if err != nil {
					return err
				}
				return a.print(a.authorities(kept.Authorities))
			})
		},
	}
}

func (a *app) authorities(authorities []membership.Authority) view {
	v := view{data: authorities, columns: []string{"key", "host", "role", "state", "since", "tx"}}
	for _, y := range authorities {
		v.rows = append(v.rows, []string{y.Key, y.Host, a.words(string(y.Role)), a.words(string(y.State)), when(y.Added.Time), y.Added.Tx})
	}
	return v
}

// keyFlags name a key: that of another profile, or a hash and a host.
type keyFlags struct{ of, key, host string }

func (f *keyFlags) register(cmd *cobra.Command, of, help string) {
	cmd.Flags().StringVar(&f.of, of, "", help)
	cmd.Flags().StringVar(&f.key, "key", "", "the key's SHA-256, in the place of a profile")
	cmd.Flags().StringVar(&f.host, "host", "", "the key's host, with --key")
}

func (f *keyFlags) find(home profile.Home) (host, key string, err error) {
	switch {
	case f.of != "" && f.key == "" && f.host == "":
		p, _, err := home.Load(f.of)
		return p.Host, p.Key, err
	case f.of == "" && f.key != "" && f.host != "":
		return f.host, f.key, nil
	default:
		return "", "", usage("name the key by another profile, or by --key and --host")
	}
}

func (a *app) authorityAddCommand() *cobra.Command {
	var key keyFlags
	var role string
	cmd := &cobra.Command{
		Use: "add", Short: "Let another key act for the party", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.AddAuthority{Request: a.requestID(), Host: host, Key: hash, Role: membership.Role(role)})
		},
	}
	key.register(cmd, "of", "the profile that holds the key")
	cmd.Flags().StringVar(&role, "role", string(membership.Delegate), "officer or delegate")
	return a.writing(cmd)
}

func (a *app) authorityRotateCommand() *cobra.Command {
	var key keyFlags
	cmd := &cobra.Command{
		Use: "rotate", Short: "Put a new key in the place of the profile's own", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.RotateAuthority{Request: a.requestID(), Host: host, Key: hash})
		},
	}
	key.register(cmd, "to", "the profile that holds the new key")
	return a.writing(cmd)
}

func (a *app) authorityRemoveCommand() *cobra.Command {
	var key keyFlags
	cmd := &cobra.Command{
		Use: "remove", Short: "End a key's right to act for the party", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.RemoveAuthority{Request: a.requestID(), Host: host, Key: hash})
		},
	}
	key.register(cmd, "of", "the profile that holds the key")
	return a.writing(cmd)
}
