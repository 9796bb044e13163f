package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/internal/manual"
	"allianceregistry/network"
)

func (p *program) env() *cobra.Command {
	return &cobra.Command{
		Use: "env", Args: manual.Arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			lines, err := n.Env(args[0])
			if err != nil {
				return err
			}
			fmt.Fprint(p.out, lines)
			return nil
		},
	}
}

func (p *program) register() *cobra.Command {
	var reset, operator bool
	command := &cobra.Command{
		Use:  "register",
		Args: manual.Arguments(1, -1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			register := n.Register
			if operator {
				register = n.RegisterOperators
			}
			made, err := register(command.Context(), args, reset)
			return errors.Join(p.showRegistrations(made), err)
		},
	}
	p.outputFlag(command)
	command.Flags().BoolVar(&reset, "reset", false, "")
	command.Flags().BoolVar(&operator, "operator", false, "")
	return command
}

// showRegistrations prints a line for each party; one alone gives the bare
// secret, which is what a script wants. JSON is one object for each line.
func (p *program) showRegistrations(made []network.Registration) error {
	for _, registration := range made {
		if p.output == "json" {
			if err := p.json(registration); err != nil {
				return err
			}
			continue
		}
		if len(made) > 1 {
			fmt.Fprintf(p.out, "%s\t", registration.ID)
		}
		fmt.Fprintln(p.out, registration.Secret)
	}
	return nil
}

// builder is called by peers, not by people.
func (p *program) builder() *cobra.Command {
	builder := &cobra.Command{Use: "builder", Hidden: true}
	detect := &cobra.Command{
		Use: "detect", Args: manual.Arguments(2, 2),
		RunE: func(_ *cobra.Command, args []string) error { return network.Detect(args[1]) },
	}
	build := &cobra.Command{
		Use: "build", Args: manual.Arguments(3, 3),
		RunE: func(_ *cobra.Command, args []string) error { return network.Build(args[0], args[2]) },
	}
	var tls string
	release := &cobra.Command{
		Use: "release", Args: manual.Arguments(2, 2),
		RunE: func(_ *cobra.Command, args []string) error { return network.Release(args[0], args[1], tls) },
	}
	release.Flags().StringVar(&tls, "tls", "", "")
	builder.AddCommand(detect, build, release)
	return builder
}
