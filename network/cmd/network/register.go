package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/ccaas"
	"allianceregistry/network/words"
)

func (p *program) env() *cobra.Command {
	return &cobra.Command{
		Use: "env", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			lines, err := n.Env(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(p.Out, lines)
			return err
		},
	}
}

// profile writes what a host's parties and auditors need on machines of their own.
func (p *program) profile() *cobra.Command {
	var folder string
	command := &cobra.Command{
		Use: "profile", Args: cli.Args(0, 1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if err := n.FindPeers(command.Context()); err != nil {
				p.Stage(words.Of("peers.unfound", "cause", err))
			}
			host := n.Topology().Hosts[0]
			if len(args) > 0 {
				host = args[0]
			}
			connection, gateway, err := n.Portable(host)
			if err != nil {
				return err
			}
			if err := p.writeOut(filepath.Join(folder, host+".connection.yaml"), connection); err != nil {
				return err
			}
			return p.writeOut(filepath.Join(folder, host+".gateway.yaml"), gateway)
		},
	}
	command.Flags().StringVar(&folder, "to", ".", "")
	return command
}

func (p *program) register() *cobra.Command {
	var reset, operator bool
	var file string
	command := &cobra.Command{
		Use:  "register",
		Args: cli.Args(1, -1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			register := n.Register
			if operator {
				register = n.RegisterOperators
			}
			return p.registerAndShow(file, func() ([]network.Registration, error) { return register(command.Context(), args, reset) })
		},
	}
	p.OutputFlag(command.Flags())
	command.Flags().BoolVar(&reset, "reset", false, "")
	command.Flags().BoolVar(&operator, "operator", false, "")
	command.Flags().StringVar(&file, "file", "", "")
	return command
}

// registerAndShow registers and shows the secrets, or writes them to a new file. The file
// is opened first, since a secret that cannot be shown is lost. If one is lost, the error
// says how to get another.
func (p *program) registerAndShow(file string, register func() ([]network.Registration, error)) error {
	out, done := p.Out, func() error { return nil }
	if file != "" {
		opened, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return words.Of("register.exists", "file", file)
		}
		if err != nil {
			return err
		}
		out, done = opened, opened.Close
	}
	registrations, err := register()
	lost := p.showRegistrations(out, registrations)
	if closed := done(); lost == nil {
		lost = closed
	}
	if file != "" && len(registrations) == 0 { // it is empty, and the next try needs the name
		err = errors.Join(err, os.Remove(file))
	}
	switch {
	case lost != nil:
		lost = words.Of("register.lost", "self", p.self(), "ids", ids(registrations), "cause", lost)
	case file != "" && len(registrations) > 0:
		p.Stage(words.Of("register.written", "file", file))
	}
	return errors.Join(err, lost)
}

func ids(registrations []network.Registration) string {
	var all []string
	for _, registration := range registrations {
		all = append(all, registration.ID)
	}
	return strings.Join(all, " ")
}

// showRegistrations prints a line for each party; for a single one the bare secret, which
// is what a script needs. In JSON it prints an object for each.
func (p *program) showRegistrations(out io.Writer, registrations []network.Registration) error {
	for _, registration := range registrations {
		line := registration.Secret
		if len(registrations) > 1 {
			line = registration.ID + "\t" + registration.Secret
		}
		var err error
		if p.Output == "json" {
			err = writeJSON(out, registration)
		} else {
			_, err = fmt.Fprintln(out, line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// builder is run by peers, not by people.
func (p *program) builder() *cobra.Command {
	builder := &cobra.Command{Use: "builder", Hidden: true}
	detect := &cobra.Command{
		Use: "detect", Args: cli.Args(2, 2),
		RunE: func(_ *cobra.Command, args []string) error { return ccaas.Detect(args[1]) },
	}
	build := &cobra.Command{
		Use: "build", Args: cli.Args(3, 3),
		RunE: func(_ *cobra.Command, args []string) error { return ccaas.Build(args[0], args[2]) },
	}
	var keys ccaas.Keys
	release := &cobra.Command{
		Use: "release", Args: cli.Args(2, 2),
		RunE: func(_ *cobra.Command, args []string) error { return ccaas.Release(args[0], args[1], keys) },
	}
	release.Flags().StringVar(&keys.Certificate, "cert", "", "")
	release.Flags().StringVar(&keys.Key, "key", "", "")
	release.Flags().StringVar(&keys.Root, "root", "", "")
	builder.AddCommand(detect, build, release)
	return builder
}
