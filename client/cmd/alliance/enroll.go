package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/internal/view"
	"allianceregistry/membership/form"
)

// enrollment is what an operator hands out.
type enrollment struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
	// file has the secret, or nothing has it and it is asked for.
	file string
}

func (a *app) enrollCommand() *cobra.Command {
	var file, secrets string
	var again bool
	var place profile.Profile
	var folder string
	cmd := &cobra.Command{
		Use:  "enroll",
		Args: cli.Args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := cli.CheckSecret(cmd); err != nil {
				return err
			}
			list, err := a.enrollments(args, file, secrets)
			if err != nil {
				return err
			}
			return a.enrollAll(cmd.Context(), list, place, folder, again)
		},
	}
	flags := cmd.Flags()
	cli.RefuseSecret(cmd)
	flags.StringVar(&file, "secret-file", "", "")
	flags.StringVar(&secrets, "secrets", "", "")
	flags.BoolVar(&again, "again", false, "")
	flags.StringVar(&folder, "network", cmp.Or(os.Getenv("ALLIANCE_NETWORK"), ".network/registry"), "")
	flags.StringVar(&place.Connection, "connection", os.Getenv("ALLIANCE_CONNECTION"), "")
	flags.StringVar(&place.Channel, "channel", cmp.Or(os.Getenv("ALLIANCE_CHANNEL"), "registry"), "")
	flags.StringVar(&place.Chaincode, "chaincode", cmp.Or(os.Getenv("ALLIANCE_CHAINCODE"), "registry"), "")
	return cmd
}

func (a *app) enrollments(args []string, file, secrets string) ([]enrollment, error) {
	switch {
	case len(args) == 1 && secrets == "":
		return []enrollment{{ID: args[0], file: file}}, nil
	case len(args) == 0 && file == "" && secrets != "":
		if err := private.Check(secrets); err != nil && secrets != "-" {
			return nil, err
		}
		content, err := a.readFile(secrets)
		if err != nil {
			return nil, err
		}
		list, err := parseEnrollments(content)
		if err != nil {
			return nil, inFile(secrets, err)
		}
		return list, nil
	default:
		return nil, cli.NewUsageError("usage.enroll")
	}
}

// parseEnrollments reads ids and secrets: an array, or one object after another,
// as the operator's program prints them.
func parseEnrollments(content []byte) ([]enrollment, error) {
	content, err := input.Clean(content)
	if err != nil {
		return nil, err
	}
	if trimmed := bytes.TrimSpace(content); len(trimmed) > 0 && trimmed[0] == '[' {
		var list []enrollment
		err := json.Unmarshal(content, &list)
		return list, err
	}
	var list []enrollment
	for decoder := json.NewDecoder(bytes.NewReader(content)); ; {
		var one enrollment
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
}

func (a *app) enrollAll(ctx context.Context, list []enrollment, place profile.Profile, folder string, again bool) error {
	v := view.View{Columns: []string{"profile", "host", "key"}}
	profiles := []profile.Profile{}
	for i, one := range list {
		p, err := a.place(one.ID, place, folder, len(list) == 1)
		if err != nil {
			return err
		}
		kept, _, err := a.home.Load(p.Name)
		if broken := (*profile.Broken)(nil); errors.As(err, &broken) && !again {
			return err // its key may be all that is left
		}
		if err == nil && !again {
			fmt.Fprintf(a.Err, "[%d/%d] %s\n", i+1, len(list), a.text.Say("enroll.kept", catalogue.Params{"profile": p.Name}))
			p = kept
		} else if p, err = a.enrollOne(ctx, p, one); err != nil {
			return fmt.Errorf("%s: %w", one.ID, err)
		} else if len(list) > 1 {
			fmt.Fprintf(a.Err, "[%d/%d] %s\n", i+1, len(list), p.Name)
		}
		profiles = append(profiles, p)
		v.Rows = append(v.Rows, []string{p.Name, p.Host, p.Key})
	}
	v.Data = profiles
	return a.Print(v)
}

// place works out how the party's host is reached.
func (a *app) place(id string, place profile.Profile, folder string, single bool) (profile.Profile, error) {
	_, host, err := form.SplitID("party", id)
	if err != nil {
		return place, err
	}
	place.Name, place.Party, place.Host = id, id, host
	if single && a.profile != "" {
		place.Name = a.profile
	}
	if place.Connection == "" || !single {
		place.Connection = filepath.Join(folder, "hosts", host, "connection.yaml")
	}
	place.Connection, err = filepath.Abs(place.Connection)
	if err != nil {
		return place, err
	}
	if _, err := os.Stat(place.Connection); err != nil {
		return place, catalogue.NewError("enroll.noConnection", "host", host, "cause", err)
	}
	return place, nil
}

func (a *app) enrollOne(ctx context.Context, p profile.Profile, one enrollment) (profile.Profile, error) {
	secret, err := a.Secret(one.Secret, one.file, one.ID)
	if err != nil {
		return p, err
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	identity, err := a.net.Enroll(ctx, p, secret)
	if err != nil {
		return p, err
	}
	p = p.At(identity.MSP)
	if p.Key, err = identity.KeyHash(); err != nil {
		return p, err
	}
	former, _, before := a.home.Load(p.Name)
	if err := a.home.Save(p, identity); err != nil {
		return p, err
	}
	if before == nil {
		if file, err := a.home.KeyFile(former); err == nil {
			fmt.Fprintln(a.Err, a.text.Say("enroll.former", catalogue.Params{"file": file}))
		}
	}
	return p, nil
}
