package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	jtext "github.com/jedib0t/go-pretty/v6/text"
)

// print writes the report for people: tables, then the targets.
func (r *report) print(out io.Writer) error {
	parts := []string{fmt.Sprintf("%d cores, %.0f GiB, %s, %s", r.Machine.Cores, r.Machine.Memory, r.Machine.System, r.Machine.Go)}
	if len(r.Cells) > 0 {
		parts = append(parts, r.comparison())
	}
	if r.Crowd != nil {
		parts = append(parts, r.Crowd.table())
	}
	if r.Electorate != nil {
		parts = append(parts, r.Electorate.table())
	}
	lines := []string{fmt.Sprintf("lost %d, doubled %d", r.Loss.Lost, r.Loss.Doubled)}
	for _, t := range r.Targets {
		lines = append(lines, t.String())
	}
	_, err := fmt.Fprintln(out, strings.Join(append(parts, strings.Join(lines, "\n")), "\n\n"))
	return err
}

// comparison has a line for each workload with each number of clients. Times are
// in milliseconds; CPU is for each call, by kind of process.
func (r *report) comparison() string {
	header := []any{"CLIENTS", "WORKLOAD", "PER S", "MIN", "MAX", "BY NO-OP", "P50", "P95", "P99", "FAILED", "ATTEMPTS"}
	for _, kind := range kinds {
		header = append(header, "CPU "+strings.ToUpper(kind))
	}
	t := newTable(header...)
	for _, c := range r.Cells {
		ratio := ""
		if c.Ratio != nil {
			ratio = fmt.Sprintf("%.2f", c.Ratio.Median)
		}
		row := table.Row{
			c.Clients, c.Workload, oneDecimal(c.PerSecond.Median), oneDecimal(c.PerSecond.Min), oneDecimal(c.PerSecond.Max), ratio,
			oneDecimal(c.P50), oneDecimal(c.P95), oneDecimal(c.P99), fmt.Sprintf("%.2f%%", c.Percent), fmt.Sprintf("%.2f", c.Attempts),
		}
		for _, kind := range kinds {
			row = append(row, fmt.Sprintf("%.2f", c.CPU[kind]))
		}
		t.AppendRow(row)
	}
	return t.Render()
}

func (c *crowd) table() string {
	t := newTable("CROWD", "JOINS", "ENDORSEMENTS", "PER S", "P50", "P99", "FAILED", "ATTEMPTS", "CONFLICTS", "LOST", "DOUBLED")
	t.AppendRow(table.Row{
		c.Clients, c.Joins, c.Endorsements, oneDecimal(c.PerSecond), oneDecimal(c.P50), oneDecimal(c.P99),
		c.Failed, c.Attempts, c.Conflicts, c.Lost, c.Doubled,
	})
	return t.Render() + "\nattempts that failed, by what was said: " + formatCounts(c.Faults)
}

func (e *electorate) table() string {
	t := newTable("VOTERS", "DECISION", "CPU ALL", "ANSWER", "CPU CHAINCODE", "CPU PEER")
	for _, d := range []decisionCost{e.Few, e.Many} {
		t.AppendRow(table.Row{d.Voters, oneDecimal(d.Live), fmt.Sprintf("%.2f", d.All), oneDecimal(d.Asked), fmt.Sprintf("%.2f", d.Chaincode), fmt.Sprintf("%.2f", d.Peer)})
	}
	return t.Render()
}

func newTable(header ...any) table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = jtext.FormatDefault
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	t.AppendHeader(table.Row(header))
	return t
}

func oneDecimal(value float64) string { return fmt.Sprintf("%.1f", value) }

func formatCounts(counts map[string]int) string {
	if len(counts) == 0 {
		return "none"
	}
	var all []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, fmt.Sprintf("%s %d", what, counts[what]))
	}
	return strings.Join(all, ", ")
}
