package report

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"allianceregistry/audit/replay"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
)

// columns are those of the table, in the same order in every language. A line has
// what its section has, the rest is empty.
var columns = []string{ //nolint:gochecknoglobals // fixed
	"section", "time", "block", "index", "tx", "party", "name", "kind", "class", "group", "weights", "state", "since", "expires",
	"before", "after", "transaction", "by", "via", "action", "proposal", "reason", "outcome", "figures", "charter", "engine",
	"again", "same", "level", "code", "source", "text",
}

// CSV writes a report as one table for spreadsheets: a line about itself, the
// members at its start and end, the changes, the decisions, the findings, each line named by its section
// (report, start, end, change, decision, finding). Its form is
// that of view.Sheet; words, and those of its head, are said in t's language.
func CSV(out io.Writer, r replay.Report, t *text.Text) error {
	plain := sanitizer(out)
	if _, err := io.WriteString(out, view.Mark); err != nil {
		return err
	}
	head := make([]string, 0, len(columns))
	for _, column := range columns {
		head = append(head, t.Say("report.column."+column, nil))
	}
	table := append([][]string{head}, view.Safe(rows(r, t))...)
	return errors.Join(csv.NewWriter(plain).WriteAll(table), plain.Close())
}

// rows are all lines of the table, with a cell for each column.
func rows(r replay.Report, t *text.Text) [][]string {
	w := newRenderer(r, t)
	all := [][]string{w.aboutRow(r)}
	for _, m := range w.members(r.Start) {
		all = append(all, m.cells("start"))
	}
	for _, m := range w.members(r.End) {
		all = append(all, m.cells("end"))
	}
	for _, c := range r.Changes {
		all = append(all, w.change(c).cells())
	}
	for _, d := range r.Decisions {
		all = append(all, w.decision(d).cells())
	}
	for _, f := range w.findings(r.Findings) {
		all = append(all, f.cells())
	}
	return all
}

// aboutRow is the line about the report itself: when it was made, up to which block
// the chain was read, and what is to be said of its period.
func (w *renderer) aboutRow(r replay.Report) []string {
	said := w.say("period.is", "from", view.When(r.From), "to", view.When(r.To))
	if ahead := w.runningNote(r); ahead != "" {
		said += "\n" + ahead
	}
	if names := replay.Unchecked(r.Findings); len(names) > 0 {
		said += "\n" + w.say("unchecked", "sources", strings.Join(names, w.text.Say("enumeration", nil)))
	}
	cells := newRow("report", "time", view.When(r.Written), "block", lastBlock(r), "party", r.Alliance.ID, "name", w.text.Name(r.Alliance.Names))
	return withText(cells, "text", said)
}

// newRow puts values in their columns; pairs are columns and values in turn, of one line
// each, whoever wrote them.
func newRow(section string, pairs ...string) []string {
	cells := make([]string, len(columns))
	cells[0] = section
	for i := 0; i+1 < len(pairs); i += 2 {
		cells[slices.Index(columns, pairs[i])] = legible.Line(pairs[i+1])
	}
	return cells
}

// withText puts several lines into one cell.
func withText(cells []string, column, lines string) []string {
	cells[slices.Index(columns, column)] = lines
	return cells
}

func (m member) cells(section string) []string {
	return newRow(section, "party", m.Party, "name", m.Name, "kind", m.Kind, "class", m.Class, "group", m.Group,
		"weights", m.Weights, "state", m.State, "since", m.Since, "expires", m.Expires)
}

func (c change) cells() []string {
	cells := newRow("change", "time", c.Time, "block", c.Block, "index", c.Index, "tx", c.Tx, "party", c.Party, "name", c.Name,
		"before", c.Before, "after", c.After, "transaction", c.Call, "by", c.By, "via", c.Via, "proposal", c.Proposal,
		"reason", c.Reason, "outcome", c.Outcome)
	return withText(cells, "figures", flattenFigures(c.Figures))
}

func (d decision) cells() []string {
	same := "no"
	if d.Same {
		same = "yes"
	}
	cells := newRow("decision", "time", d.Time, "block", d.Block, "index", d.Index, "tx", d.Tx, "party", d.Subject, "name", d.Name,
		"by", d.By, "action", d.Action, "proposal", d.Proposal, "outcome", d.Outcome,
		"charter", d.Charter, "engine", d.Engine, "again", d.Again, "same", same, "code", d.Because)
	return withText(cells, "figures", flattenFigures(d.Figures))
}

func (f finding) cells() []string {
	return newRow("finding", "block", f.Block, "index", f.Index, "tx", f.Tx, "level", f.Severity, "code", f.Code,
		"source", f.Source, "text", f.Text)
}

// flattenFigures says a rule with its figures in one cell.
func flattenFigures(figures []figure) string {
	said := make([]string, 0, len(figures))
	for _, f := range figures {
		said = append(said, strings.Repeat(indent, f.Depth)+legible.Line(strings.TrimRight(f.Demand, " :：")+" — "+f.Came))
	}
	return strings.Join(said, "\n")
}
