package main

import (
	"errors"
	"fmt"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/network"
	"allianceregistry/network/words"
)

func (p *program) doctor() *cobra.Command {
	command := &cobra.Command{
		Use: "doctor", Args: manual.Arguments(0, 0),
		RunE: func(command *cobra.Command, _ []string) error { return p.runDoctor(command) },
	}
	p.outputFlag(command)
	return command
}

func (p *program) runDoctor(command *cobra.Command) error {
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
		state, check := p.words.Say("state."+string(finding.State), nil), p.words.Say("check."+finding.Check, nil)
		fmt.Fprintf(p.out, "%s %s %s\n", jtext.Pad(state, 8, ' '), jtext.Pad(check, 13, ' '), p.words.Tell(finding.Text, nil))
		if finding.Fix != nil {
			fmt.Fprintf(p.out, "%22s %s\n", "", p.words.Say("doctor.fix", catalogue.Params{"line": p.words.Tell(finding.Fix, nil)}))
		}
	}
	fmt.Fprintln(p.err, p.words.Tell(words.Of("doctor.examined", "failures", report.Failures, "warnings", report.Warnings), nil))
}
