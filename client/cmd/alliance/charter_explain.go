package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/internal/legible"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

func (a *app) charterExplainCommand() *cobra.Command {
	var version int
	var rule string
	cmd := &cobra.Command{
		Use: "explain", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.charterNamed(cmd, args[0], version)
			if err != nil {
				return err
			}
			writer, err := plain.In(a.text.Language())
			if err != nil {
				return err
			}
			if rule == "" {
				return a.printClauses(writer, writer.Charter(c))
			}
			said := writer.Rule(c, reading.Choice[charter.Action](rule))
			if len(said) == 0 {
				return manual.Wrong("usage.rule", "value", rule)
			}
			return a.printClauses(writer, said)
		},
	}
	cmd.Flags().IntVar(&version, "version", 0, "")
	cmd.Flags().StringVar(&rule, "rule", "", "")
	return cmd
}

func (a *app) charterDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use: "diff", Args: manual.Arguments(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, err := a.charterNamed(cmd, args[0], 0)
			if err != nil {
				return err
			}
			to, err := a.charterNamed(cmd, args[1], 0)
			if err != nil {
				return err
			}
			writer, err := plain.In(a.text.Language())
			if err != nil {
				return err
			}
			return a.printClauses(writer, writer.Diff(from, to))
		},
	}
}

// worded is what is said of a charter: the lines that a person reads, and the
// clauses that they are made of.
type worded struct {
	Lines   []string       `json:"lines"`
	Clauses []plain.Clause `json:"clauses"`
}

// printClauses prints plain words as lines, in the other forms as data.
func (a *app) printClauses(writer *plain.Writer, clauses []plain.Clause) error {
	said := worded{append([]string{}, writer.Lines(clauses)...), append([]plain.Clause{}, clauses...)}
	v := view.View{Data: said, Columns: []string{"line"}}
	for _, line := range said.Lines {
		v.Rows = append(v.Rows, []string{line})
	}
	if a.output != "table" || len(said.Lines) == 0 {
		return a.print(v)
	}
	for _, line := range said.Lines {
		if _, err := fmt.Fprintln(a.out, legible.Line(line)); err != nil {
			return err
		}
	}
	return nil
}
