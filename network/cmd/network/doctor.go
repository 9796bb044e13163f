package main

import (
	"errors"
	"fmt"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/doctor"
	"allianceregistry/network/words"
)

func (p *program) doctor() *cobra.Command {
	command := &cobra.Command{
		Use: "doctor", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error { return p.runDoctor(command) },
	}
	p.OutputFlag(command.Flags())
	return command
}

func (p *program) runDoctor(command *cobra.Command) error {
	n, err := p.examined()
	if err != nil {
		return err
	}
	report := doctor.Examine(command.Context(), n, p.lines())
	if p.Output == "json" {
		err = p.printJSON(report)
	} else {
		p.printFindings(report)
	}
	if err == nil && report.Failures > 0 {
		err = errUnhealthy
	}
	return err
}

// examined returns the network that exists, or else what there is of it before a host has
// agreed to a channel, or else the one that `up` would make.
func (p *program) examined() (*network.Network, error) {
	n, err := p.open()
	if err != nil {
		if host, unagreed := network.OpenUnagreed(p.home, p.folder(), p.Stage); unagreed == nil && !host.HasAgreed() {
			return host, nil
		}
	}
	if !errors.Is(err, network.ErrNotExist) {
		return n, err
	}
	topology := network.DefaultTopology()
	topology.Name = p.name
	return network.New(p.home, p.folder(), topology, p.Stage)
}

// printFindings prints one line for each finding, and below it what to type.
func (p *program) printFindings(report doctor.Report) {
	for _, finding := range report.Findings {
		severity, check := p.Words.Say("severity."+string(finding.Severity), nil), p.Words.Say("check."+finding.Check, nil)
		fmt.Fprintf(p.Out, "%s %s %s\n", jtext.Pad(severity, 8, ' '), jtext.Pad(check, 13, ' '), p.Words.Tell(finding.Text, nil))
		if finding.Fix != nil {
			fmt.Fprintf(p.Out, "%22s %s\n", "", p.Words.Say("doctor.fix", catalogue.Params{"line": p.Words.Tell(finding.Fix, nil)}))
		}
	}
	fmt.Fprintln(p.Err, p.Words.Tell(words.Of("doctor.examined", "failures", report.Failures, "warnings", report.Warnings), nil))
}
