package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership/form"
)

func (a *app) enrollCommand() *cobra.Command {
	var file, folder string
	var again bool
	var place profile.Profile
	cmd := &cobra.Command{
		Use: "enroll", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := cli.CheckSecret(cmd); err != nil {
				return err
			}
			p, err := a.placed(args[0], place, folder)
			if err != nil {
				return err
			}
			return a.enroll(cmd.Context(), p, again, func() (string, error) {
				return a.Secret("", file, args[0])
			})
		},
	}
	flags := cmd.Flags()
	cli.RefuseSecret(cmd)
	flags.StringVar(&file, "secret-file", "", "")
	flags.BoolVar(&again, "again", false, "")
	flags.StringVar(&folder, "network", cmp.Or(os.Getenv("ALLIANCE_NETWORK"), ".network/registry"), "")
	flags.StringVar(&place.Connection, "gateway", os.Getenv("AUDITOR_GATEWAY"), "")
	return cmd
}

// placed works out how the hosts are reached.
func (a *app) placed(id string, p profile.Profile, folder string) (profile.Profile, error) {
	_, host, err := form.SplitID("party", id)
	if err != nil {
		return p, err
	}
	p.Name, p.Party, p.Host = id, id, host
	if p.Connection == "" {
		p.Connection = filepath.Join(folder, "hosts", host, "gateway.yaml")
	}
	if p.Connection, err = filepath.Abs(p.Connection); err != nil {
		return p, err
	}
	if _, err := os.Stat(p.Connection); err != nil {
		return p, catalogue.NewError("enroll.noGateway", "host", host, "cause", err)
	}
	return p, nil
}

func (a *app) enroll(ctx context.Context, p profile.Profile, again bool, ask func() (string, error)) error {
	kept, _, err := a.home.Load(p.Name)
	if broken := (*profile.Broken)(nil); errors.As(err, &broken) && !again {
		return err // its key may be all that is left
	}
	if err == nil && !again {
		fmt.Fprintln(a.Err, a.text.Say("enroll.kept", catalogue.Params{"profile": p.Name}))
		return a.enrolled(kept)
	}
	secret, err := ask()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	identity, err := a.net.Enroll(ctx, p, secret)
	if err != nil {
		return err
	}
	p = p.At(identity.MSP)
	if p.Key, err = identity.KeyHash(); err != nil {
		return err
	}
	if err := a.home.Save(p, identity); err != nil {
		return err
	}
	return a.enrolled(p)
}

func (a *app) enrolled(p profile.Profile) error {
	return a.Print(view.View{
		Data: p, Columns: []string{"profile", "host", "key"}, Rows: [][]string{{p.Name, p.Host, p.Key}},
	})
}
