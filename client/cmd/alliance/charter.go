package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) charterCommand() *cobra.Command {
	var version int
	cmd := &cobra.Command{
		Use: "charter", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: args[0], Version: version})
				if err != nil {
					return err
				}
				return a.Print(a.charter(kept))
			})
		},
	}
	cmd.Flags().IntVar(&version, "version", 0, "")
	cmd.AddCommand(a.charterExplainCommand(), a.charterValidateCommand(), a.charterDiffCommand(), a.charterInitCommand(), a.charterTestCommand(),
		a.charterExportCommand(), a.charterTryCommand())
	return cmd
}

func (a *app) charter(kept membership.CharterVersion) view.View {
	rows := a.Fields("alliance", kept.Alliance, "version", view.Number(kept.Version), "digest", kept.Digest,
		"since", view.When(kept.Adopted.Time), "tx", kept.Adopted.Tx)
	for _, class := range kept.Charter.Classes {
		var kinds []string
		for _, kind := range class.Kinds {
			kinds = append(kinds, a.text.Kind(kind))
		}
		rows = append(rows, []string{a.Label("class"), class.ID + ": " + a.names(class.Names) + " (" + strings.Join(kinds, a.Say("enumeration")) + ")"})
	}
	rows = append(rows, a.rules(kept.Charter.Rules)...)
	if len(kept.Charter.Emergency) > 0 {
		rows = append(rows, []string{a.Label("emergency"), ""})
		rows = append(rows, a.rules(kept.Charter.Emergency)...)
	}
	return view.View{Data: kept, Columns: []string{"field", "value"}, Rows: rows}
}

// rules shows each action's rule: its periods, sponsors and what must be met.
func (a *app) rules(rules charter.Rules) [][]string {
	var rows [][]string
	for _, action := range rules.Keys() {
		rule := rules[action]
		voting := a.text.Say("rule.open", nil)
		if !rule.Open {
			voting = a.text.Say("votingFor", map[string]string{"period": a.period(string(rule.Voting))})
		}
		rows = append(rows, []string{a.text.Words(string(action)), voting})
		if rule.Sponsors != nil {
			rows = append(rows, []string{"  " + a.Label("sponsors"), ""})
			rows = append(rows, a.expression(*rule.Sponsors, 1)...)
		}
		if !rule.Open {
			rows = append(rows, a.expression(rule.Pass, 0)...)
		}
	}
	return rows
}

// expression shows a condition as a tree.
func (a *app) expression(e charter.Expression, depth int) [][]string {
	indent := strings.Repeat("  ", depth)
	if e.Votes != "" {
		return [][]string{{"", indent + a.text.Demand(e.Figure())}}
	}
	rows := [][]string{}
	for _, list := range []struct {
		kind  string
		parts []charter.Expression
	}{{"all", e.All}, {"any", e.Any}, {"not", e.Not}} {
		if len(list.parts) > 0 {
			rows = append(rows, []string{"", indent + a.text.Say("rule."+list.kind, nil)})
		}
		for _, part := range list.parts {
			rows = append(rows, a.expression(part, depth+1)...)
		}
	}
	return rows
}

// days is a period of whole days, as charters have it.
var days = regexp.MustCompile(`^P(\d+)D$`)

// period says a period in words if it is one of days; others stay as ISO 8601 writes them.
func (a *app) period(p string) string {
	found := days.FindStringSubmatch(p)
	switch {
	case found == nil:
		return p
	case found[1] == "1":
		return a.Say("period.day")
	default:
		return a.text.Say("period.days", catalogue.Params{"days": found[1]})
	}
}

func (a *app) charterExplainCommand() *cobra.Command {
	var version int
	var rule string
	cmd := &cobra.Command{
		Use: "explain", Args: cli.Args(1, 1),
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
				return cli.NewUsageError("usage.rule", "value", rule)
			}
			return a.printClauses(writer, said)
		},
	}
	cmd.Flags().IntVar(&version, "version", 0, "")
	cmd.Flags().StringVar(&rule, "rule", "", "")
	return cmd
}

// charterExportCommand writes a charter as a file that the other commands take.
func (a *app) charterExportCommand() *cobra.Command {
	var version int
	var file string
	cmd := &cobra.Command{
		Use: "export", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: args[0], Version: version})
				if err != nil {
					return err
				}
				asJSON := a.Output == "json" || file != "" && strings.EqualFold(filepath.Ext(file), ".json")
				content, err := exported(kept, asJSON)
				if err != nil {
					return err
				}
				if file != "" {
					return writeNew(file, content)
				}
				_, err = a.Out.Write(content)
				return err
			})
		},
	}
	cmd.Flags().IntVar(&version, "version", 0, "")
	cmd.Flags().StringVarP(&file, "file", "f", "", "")
	return cmd
}

// exported is the file of a charter that the ledger keeps. It is an error if what is read
// from it would not have the digest by which the charter was consented to.
func exported(kept membership.CharterVersion, asJSON bool) ([]byte, error) {
	var out bytes.Buffer
	write := view.JSON
	if !asJSON {
		fmt.Fprintln(&out, legible.Line("# "+kept.Alliance+"@"+view.Number(kept.Version)+" "+kept.Digest))
		write = view.YAML
	}
	if err := write(&out, kept.Charter); err != nil {
		return nil, err
	}
	read, err := charterfile.Read(out.Bytes())
	if err != nil {
		return nil, err
	}
	if digest, err := read.Charter.Digest(); err != nil || digest != kept.Digest {
		return nil, catalogue.NewError("charter.unwritable", "alliance", kept.Alliance, "version", kept.Version)
	}
	return out.Bytes(), nil
}

func (a *app) charterDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use: "diff", Args: cli.Args(2, 2),
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

// inWords is what is said of a charter: the lines that a person reads, and the
// clauses that they are made of.
type inWords struct {
	Lines   []string       `json:"lines"`
	Clauses []plain.Clause `json:"clauses"`
}

// printClauses prints plain words as lines, in the other forms as data.
func (a *app) printClauses(writer *plain.Writer, clauses []plain.Clause) error {
	said := inWords{append([]string{}, writer.Lines(clauses)...), append([]plain.Clause{}, clauses...)}
	v := view.View{Data: said, Columns: []string{"line"}}
	for _, line := range said.Lines {
		v.Rows = append(v.Rows, []string{line})
	}
	if a.Output != "table" || len(said.Lines) == 0 {
		return a.Print(v)
	}
	for _, line := range said.Lines {
		if _, err := fmt.Fprintln(a.Out, legible.Line(line)); err != nil {
			return err
		}
	}
	return nil
}
