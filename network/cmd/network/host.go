package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/network"
)

func (p *program) env() *cobra.Command {
	return &cobra.Command{
		Use: "env HOST", Short: text.envShort, Long: text.envLong, Example: text.envExample, Args: cobra.ExactArgs(1),
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
		Use: "register PARTY-ID...", Short: text.registerShort, Long: text.registerLong, Example: text.registerExample,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if p.output != "table" && p.output != "json" {
				return p.unknownOutput()
			}
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
	command.Flags().BoolVar(&reset, "reset", false, text.flagReset)
	command.Flags().BoolVar(&operator, "operator", false, text.flagOperator)
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
	builder := &cobra.Command{Use: "builder", Short: text.builderShort, Hidden: true}
	detect := &cobra.Command{
		Use: "detect SOURCE METADATA", Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return network.Detect(args[1]) },
	}
	build := &cobra.Command{
		Use: "build SOURCE METADATA OUTPUT", Args: cobra.ExactArgs(3),
		RunE: func(_ *cobra.Command, args []string) error { return network.Build(args[0], args[2]) },
	}
	var tls string
	release := &cobra.Command{
		Use: "release OUTPUT RELEASE", Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return network.Release(args[0], args[1], tls) },
	}
	release.Flags().StringVar(&tls, "tls", "", "the peer's TLS `folder`")
	builder.AddCommand(detect, build, release)
	return builder
}
