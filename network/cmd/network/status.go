package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/network"
)

func (p *program) status() *cobra.Command {
	command := &cobra.Command{
		Use: "status", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error { return p.runStatus(command) },
	}
	p.OutputFlag(command.Flags())
	return command
}

func (p *program) runStatus(command *cobra.Command) error {
	n, err := p.open()
	if err != nil {
		return err
	}
	status := n.Status(command.Context())
	if p.Output == "json" {
		err = p.printJSON(status)
	} else {
		p.printStatus(status)
	}
	if err == nil && !status.Up {
		err = errDown
	}
	return err
}

func (p *program) printJSON(value any) error { return writeJSON(p.Out, value) }

func writeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// newTable returns a table that is printed to standard output, with the texts status.COLUMN
// as its header.
func (p *program) newTable(columns ...string) table.Writer {
	writer := table.NewWriter()
	writer.SetOutputMirror(p.Out)
	writer.SuppressTrailingSpaces()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = jtext.FormatDefault
	writer.SetStyle(style)
	header := table.Row{}
	for _, column := range columns {
		header = append(header, p.Words.Say("status."+column, nil))
	}
	writer.AppendHeader(header)
	return writer
}

// printStatus prints a table with one line for each process.
func (p *program) printStatus(status network.Status) {
	writer := p.newTable("process", "address", "pid", "height")
	for _, process := range status.Processes {
		pid, height := fmt.Sprint(process.PID), "-"
		switch {
		case process.Supervisor != "" && process.Up:
			pid = process.Supervisor
		case process.PID == 0:
			pid = p.Words.Say("status.down", nil)
		case !process.Up:
			pid = p.Words.Say("status.silent", catalogue.Params{"pid": pid})
		}
		if process.Height > 0 {
			height = fmt.Sprint(process.Height)
		}
		writer.AppendRow(table.Row{process.Name, process.Address, pid, height})
	}
	writer.Render()
}
