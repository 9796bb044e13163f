package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
	"allianceregistry/membership"
)

const enrollHelp = `Get a certificate for a new key from the certificate authority of the party's
host, and keep both as a profile. The host's operator registers the party there
first and hands out the secret (network register slug@host).

  alliance enroll cisco@industry --secret 3f2a…
  alliance enroll --secrets secrets.json        many at once, as the operator got them

The profile has the party's id for its name, unless --profile gives another. The
key is new and stays on this computer. It may act for the party only once the
ledger knows it: see "alliance party register" and "alliance authority".`

// enrollment is what an operator hands out.
type enrollment struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

func (a *app) enrollCommand() *cobra.Command {
	var secret, secrets string
	var again bool
	var place profile.Profile
	var folder string
	cmd := &cobra.Command{
		Use: "enroll [PARTY]", Short: "Get a key and its certificate from the party's host", Long: enrollHelp,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := a.enrollments(args, secret, secrets)
			if err != nil {
				return err
			}
			return a.enrollAll(cmd.Context(), list, place, folder, again)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&secret, "secret", "", "the secret that the host's operator handed out")
	flags.StringVar(&secrets, "secrets", "", "a JSON file with many ids and secrets; - is standard input")
	flags.BoolVar(&again, "again", false, "replace a profile of the same name: its key is lost")
	flags.StringVar(&folder, "network", env("ALLIANCE_NETWORK", ".network/registry"), "the network's folder, where each host's connection profile lies")
	flags.StringVar(&place.Connection, "connection", env("ALLIANCE_CONNECTION", ""), "the host's connection profile, in the place of the one in --network")
	flags.StringVar(&place.Channel, "channel", env("ALLIANCE_CHANNEL", "registry"), "the channel")
	flags.StringVar(&place.Chaincode, "chaincode", env("ALLIANCE_CHAINCODE", "registry"), "the chaincode")
	return cmd
}

func (a *app) enrollments(args []string, secret, secrets string) ([]enrollment, error) {
	switch {
	case len(args) == 1 && secret != "" && secrets == "":
		return []enrollment{{ID: args[0], Secret: secret}}, nil
	case len(args) == 0 && secret == "" && secrets != "":
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
		return nil, usage("give either a party and --secret, or --secrets")
	}
}

// parseEnrollments reads ids and secrets: an array, or one object after another,
// as the operator's program prints them.
func parseEnrollments(content []byte) ([]enrollment, error) {
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
	v := view{columns: []string{"profile", "host", "key"}}
	profiles := []profile.Profile{}
	for i, one := range list {
		p, err := a.place(one.ID, place, folder, len(list) == 1)
		if err != nil {
			return err
		}
		if kept, _, err := a.home.Load(p.Name); err == nil && !again {
			fmt.Fprintf(a.err, "[%d/%d] %s is enrolled already; --again would replace its key\n", i+1, len(list), p.Name)
			p = kept
		} else if p, err = a.enrollOne(ctx, p, one.Secret); err != nil {
			return fmt.Errorf("enroll %s: %w", one.ID, err)
		} else if len(list) > 1 {
			fmt.Fprintf(a.err, "[%d/%d] %s\n", i+1, len(list), p.Name)
		}
		profiles = append(profiles, p)
		v.rows = append(v.rows, []string{p.Name, p.Host, p.Key})
	}
	v.data = profiles
	return a.print(v)
}

// place works out how the party's host is reached.
func (a *app) place(id string, place profile.Profile, folder string, single bool) (profile.Profile, error) {
	_, host, err := membership.SplitID("party", id)
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
		return place, fmt.Errorf("no connection profile for host %s: %w; name the network's folder with --network", host, err)
	}
	return place, nil
}

func (a *app) enrollOne(ctx context.Context, p profile.Profile, secret string) (profile.Profile, error) {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	identity, err := a.net.Enroll(ctx, p, secret)
	if err != nil {
		return p, err
	}
	if p.Key, err = identity.KeyHash(); err != nil {
		return p, err
	}
	return p, a.home.Save(p, identity)
}
