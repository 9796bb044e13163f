package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) authorityCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "authority", RunE: cli.Group}
	cmd.AddCommand(a.authorityListCommand(), a.authorityAddCommand(), a.authorityRotateCommand(), a.authorityRemoveCommand())
	return cmd
}

func (a *app) authorityListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				kept, err := client.Ask(ctx, s.Client, membership.ListAuthorities{Party: args[0]})
				if err != nil {
					return err
				}
				return a.Print(a.authorities(kept.Authorities))
			})
		},
	}
}

func (a *app) authorities(authorities []membership.Authority) view.View {
	v := view.View{Data: authorities, Columns: []string{"key", "host", "role", "state", "since", "tx"}}
	for _, y := range authorities {
		v.Rows = append(v.Rows, []string{y.Key, y.Host, a.text.Words(string(y.Role)), a.text.Words(string(y.State)), view.When(y.Added.Time), y.Added.Tx})
	}
	return v
}

// keyFlags name a key: that of another profile, or a hash and a host.
type keyFlags struct{ of, key, host string }

func (f *keyFlags) register(cmd *cobra.Command, of string) {
	cmd.Flags().StringVar(&f.of, of, "", "")
	cmd.Flags().StringVar(&f.key, "key", "", "")
	cmd.Flags().StringVar(&f.host, "host", "", "")
}

func (f *keyFlags) find(home profile.Home) (host, key string, err error) {
	switch {
	case f.of != "" && f.key == "" && f.host == "":
		p, _, err := home.Load(f.of)
		return p.Host, p.Key, err
	case f.of == "" && f.key != "" && f.host != "":
		return f.host, f.key, nil
	default:
		return "", "", cli.NewUsageError("usage.key")
	}
}

func (a *app) authorityAddCommand() *cobra.Command {
	var key keyFlags
	var role string
	cmd := &cobra.Command{
		Use: "add", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.AddAuthority{Request: a.requestID(), Host: host, Key: hash, Role: membership.Role(role)})
		},
	}
	key.register(cmd, "of")
	cmd.Flags().StringVar(&role, "role", string(membership.Delegate), "")
	return a.addWriteFlags(cmd)
}

func (a *app) authorityRotateCommand() *cobra.Command {
	var key keyFlags
	cmd := &cobra.Command{
		Use: "rotate", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.RotateAuthority{Request: a.requestID(), Host: host, Key: hash})
		},
	}
	key.register(cmd, "to")
	return a.addWriteFlags(cmd)
}

func (a *app) authorityRemoveCommand() *cobra.Command {
	var key keyFlags
	cmd := &cobra.Command{
		Use: "remove", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, hash, err := key.find(a.home)
			if err != nil {
				return err
			}
			return a.write(cmd, membership.RemoveAuthority{Request: a.requestID(), Host: host, Key: hash})
		},
	}
	key.register(cmd, "of")
	return a.addWriteFlags(cmd)
}
