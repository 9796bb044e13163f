package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/network"
)

func (p *program) doctor() *cobra.Command {
	command := &cobra.Command{
		Use: "doctor", Short: text.doctorShort, Long: text.doctorLong, Example: text.doctorExample, Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return p.runDoctor(command) },
	}
	p.outputFlag(command)
	return command
}

func (p *program) runDoctor(command *cobra.Command) error {
	if p.output != "table" && p.output != "json" {
		return p.unknownOutput()
	}
	n, err := p.patient()
	if err != nil {
		return err
	}
	report := n.Doctor(command.Context(), p.self())
	if p.output == "json" {
		err = p.json(report)
	} else {
		p.findings(report)
	}
	if err == nil && report.Failures > 0 {
		err = errSick
	}
	return err
}

// patient is the network that exists, or the one that `up` would make.
func (p *program) patient() (*network.Network, error) {
	n, err := p.open()
	if !errors.Is(err, network.ErrNone) {
		return n, err
	}
	topology := network.DefaultTopology()
	topology.Name = p.name
	return network.New(p.home, p.folder(), topology, p.say)
}

// findings prints one line for each, and below it what to type.
func (p *program) findings(report network.Report) {
	for _, finding := range report.Findings {
		fmt.Fprintf(p.out, "%-8s %-13s %s\n", finding.State, finding.Check, finding.Text)
		if finding.Fix != "" {
			fmt.Fprintf(p.out, "%22s fix: %s\n", "", finding.Fix)
		}
	}
	fmt.Fprintf(p.err, text.examined+"\n", report.Failures, report.Warnings)
}
