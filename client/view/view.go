// Package view prints answers: as a table for people, as JSON, YAML and CSV for
// programs. The members' program and the auditor's print by it, so that a form
// looks the same wherever it comes from.
package view

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	jtext "github.com/jedib0t/go-pretty/v6/text"
	"gopkg.in/yaml.v3"
)

// Table is the form for people on a screen.
const Table = "table"

// Forms are the forms of an answer; the first is the one for people.
func Forms() []string { return []string{Table, "json", "yaml", "csv"} }

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
// by say.
func (v View) Print(out io.Writer, form string, say func(key string) string) error {
	switch form {
	case "json":
		return JSON(out, v.Data)
	case "yaml":
		return YAML(out, v.Data)
	case "csv":
		return csv.NewWriter(out).WriteAll(append([][]string{v.Columns}, Safe(v.Rows)...))
	default:
		return v.table(out, say)
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
	var plain any
	if err := yaml.Unmarshal(text, &plain); err != nil {
		return err
	}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(plain); err != nil {
		return err
	}
	return encoder.Close()
}

// Safe keeps a spreadsheet from reading a cell as a formula: what begins like
// one gets an apostrophe before it. (OWASP: CSV Injection. The full-width signs
// count like the others where East Asian languages are set.)
func Safe(rows [][]string) [][]string {
	escaped := make([][]string, 0, len(rows))
	for _, row := range rows {
		cells := make([]string, 0, len(row))
		for _, cell := range row {
			if formula(cell) {
				cell = "'" + cell
			}
			cells = append(cells, cell)
		}
		escaped = append(escaped, cells)
	}
	return escaped
}

// formula tells whether a cell begins like a formula, be it after spaces.
func formula(cell string) bool {
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(cell, unicode.IsSpace))
	return strings.ContainsRune("=+-@＝＋－＠", first)
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

// table writes plain columns, without colours and lines: it reads well and can be
// cut apart. Widths are those of the characters as a terminal shows them.
func (v View) table(out io.Writer, say func(key string) string) error {
	if len(v.Rows) == 0 {
		_, err := fmt.Fprintln(out, say("none"))
		return err
	}
	v = v.compact()
	writer := table.NewWriter()
	writer.SuppressTrailingSpaces()
	writer.SetStyle(unruled())
	header := table.Row{}
	for _, column := range v.Columns {
		header = append(header, strings.ToUpper(say(column)))
	}
	writer.AppendHeader(header)
	for _, row := range v.Rows {
		cells := table.Row{}
		for _, cell := range row {
			cells = append(cells, cell)
		}
		writer.AppendRow(cells)
	}
	_, err := fmt.Fprintln(out, writer.Render())
	return err
}

func unruled() table.Style {
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = jtext.FormatDefault
	return style
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
