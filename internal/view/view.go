// Package view prints answers: as a table, a workbook or a spreadsheet's file for people, as
// JSON, YAML and CSV for programs. The members' program and the auditor's print by it, so that a form
// looks the same wherever it comes from.
package view

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/legible"
	"allianceregistry/internal/terminal"
)

// The forms of an answer. Table is for people on a screen, Spreadsheet for people
// who open a file; CSV is for programs: its head are keys, its cells are what they
// are, save that each is one line (see Lines), its words codes. Workbook is a file of
// bytes, and no text.
const (
	Table       = "table"
	CSV         = "csv"
	Spreadsheet = "spreadsheet"
	Workbook    = "xlsx"
)

// Forms are all of them; the first is the one that a program takes by itself.
func Forms() []string { return []string{Table, "json", "yaml", CSV, Spreadsheet, Workbook} }

// IsForPeople reports whether people read a form, and not programs.
func IsForPeople(form string) bool { return form == Table || form == Spreadsheet || form == Workbook }

// View is an answer in both its forms: the data for programs, the rows for
// people. Columns are keys of the catalogue.
type View struct {
	Data    any
	Columns []string
	Rows    [][]string
	// Optional are columns that a table leaves out where they are empty.
	Optional []string
}

// Print writes an answer in one of the Forms. Columns' names of a table are said
// by say. A cell is one line in each form of lines, whatever is in it: see Lines.
func (v View) Print(out io.Writer, form string, say func(key string) string) error {
	switch form {
	case "json":
		return JSON(out, v.Data)
	case "yaml":
		return YAML(out, v.Data)
	}
	v.Rows = Lines(v.Rows)
	switch form {
	case CSV:
		return csv.NewWriter(out).WriteAll(append([][]string{v.Columns}, v.Rows...))
	case Spreadsheet:
		return Sheet(out, v.Columns, v.Rows, say)
	case Workbook:
		return workbook(out, v.Columns, v.Rows, say)
	default:
		return v.table(out, terminal.Width(out), say)
	}
}

// JSON writes data with indents, and no character changed for the sake of HTML.
func JSON(out io.Writer, data any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(data)
}

// YAML goes through JSON, so that both forms have the same names.
func YAML(out io.Writer, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text)) // YAML would read other ends of lines into texts
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		return err
	}
	var node yaml.Node
	if err := node.Encode(withNumbers(plain)); err != nil {
		return err
	}
	quote(&node)
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&node); err != nil {
		return err
	}
	return encoder.Close()
}

// withNumbers has numbers as numbers, whole ones as they are.
func withNumbers(plain any) any {
	switch value := plain.(type) {
	case map[string]any:
		for name, inner := range value {
			value[name] = withNumbers(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = withNumbers(inner)
		}
	case json.Number:
		if whole, err := strconv.ParseInt(value.String(), 10, 64); err == nil {
			return whole
		}
		if whole, err := strconv.ParseUint(value.String(), 10, 64); err == nil {
			return whole
		}
		broken, _ := value.Float64() // it is a number, of JSON's
		return broken
	}
	return plain
}

// quote puts texts that are not one line, or have characters that are not seen, into
// double quotes: there alone has YAML escapes for them, and without one a line of a
// text would stand as a line of the document.
func quote(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && legible.Line(node.Value) != node.Value {
		node.Style = yaml.DoubleQuotedStyle
	}
	for _, inner := range node.Content {
		quote(inner)
	}
}

// Lines are rows of which each cell is one line that commands nothing. What would, has
// its escape there (\u000a for the end of a line): who needs a text as it is reads it
// as JSON.
func Lines(rows [][]string) [][]string {
	lines := make([][]string, 0, len(rows))
	for _, row := range rows {
		cells := make([]string, 0, len(row))
		for _, cell := range row {
			cells = append(cells, legible.Line(cell))
		}
		lines = append(lines, cells)
	}
	return lines
}

// compact leaves out the optional columns that are empty in every row.
func (v View) compact() View {
	empty := func(column int) bool {
		return slices.Contains(v.Optional, v.Columns[column]) &&
			!slices.ContainsFunc(v.Rows, func(row []string) bool { return row[column] != "" })
	}
	for column := len(v.Columns) - 1; column >= 0; column-- {
		if !empty(column) {
			continue
		}
		v.Columns = slices.Delete(v.Columns, column, column+1)
		for i := range v.Rows {
			v.Rows[i] = slices.Delete(v.Rows[i], column, column+1)
		}
	}
	return v
}

// When says a time in UTC, to the second; empty for no time.
func When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// End says until when something holds, which is the moment after: where a day is
// held out whole, it is that day, at 24:00 (ISO 8601), and not the next one.
func End(t time.Time) string {
	if at := t.UTC(); !t.IsZero() && at.Equal(at.Truncate(24*time.Hour)) {
		return at.AddDate(0, 0, -1).Format(time.DateOnly) + " 24:00:00Z"
	}
	return When(t)
}

// Number says a whole number.
func Number[N int | uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }
