package main

import (
	"encoding/json"
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"allianceregistry/network"
)

func (p *program) status() *cobra.Command {
	command := &cobra.Command{
		Use: "status", Short: text.statusShort, Long: text.statusLong, Example: text.statusExample, Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return p.runStatus(command) },
	}
	p.outputFlag(command)
	return command
}

func (p *program) runStatus(command *cobra.Command) error {
	n, err := p.open()
	if err != nil {
		return err
	}
	status := n.Status(command.Context())
	switch p.output {
	case "json":
		err = p.json(status)
	case "table":
		p.table(status)
	default:
		err = p.unknownOutput()
	}
	if err == nil && !status.Up {
		err = errDown
	}
	return err
}

func (p *program) outputFlag(command *cobra.Command) {
	command.Flags().StringVarP(&p.output, "output", "o", "table", text.flagOutput)
}

func (p *program) unknownOutput() error {
	return fmt.Errorf("output %q is unknown: use table or json", p.output)
}

func (p *program) json(value any) error {
	encoder := json.NewEncoder(p.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// table prints one line for each process.
func (p *program) table(status network.Status) {
	writer := table.NewWriter()
	writer.SetOutputMirror(p.out)
	style := table.StyleLight
	style.Options = table.OptionsNoBordersAndSeparators
	writer.SetStyle(style)
	writer.AppendHeader(table.Row{"process", "address", "pid", "height"})
	for _, process := range status.Processes {
		pid, height := fmt.Sprint(process.PID), "-"
		switch {
		case process.PID == 0:
			pid = "down"
		case !process.Up:
			pid += " (no answer)"
		}
		if process.Height > 0 {
			height = fmt.Sprint(process.Height)
		}
		writer.AppendRow(table.Row{process.Name, process.Address, pid, height})
	}
	writer.Render()
}
