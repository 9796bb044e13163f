package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	jtext "github.com/jedib0t/go-pretty/v6/text"
	"gopkg.in/yaml.v3"

	"allianceregistry/internal/catalogue"
)

// view is an answer in both its forms: the data for programs, the rows for
// people. Columns are keys of the catalogue.
type view struct {
	data    any
	columns []string
	rows    [][]string
	// optional are columns that a table leaves out where they are empty.
	optional []string
}

// compact leaves out the optional columns that are empty in every row.
func (v view) compact() view {
	empty := func(column int) bool {
		return slices.Contains(v.optional, v.columns[column]) &&
			!slices.ContainsFunc(v.rows, func(row []string) bool { return row[column] != "" })
	}
	for column := len(v.columns) - 1; column >= 0; column-- {
		if !empty(column) {
			continue
		}
		v.columns = slices.Delete(v.columns, column, column+1)
		for i := range v.rows {
			v.rows[i] = slices.Delete(v.rows[i], column, column+1)
		}
	}
	return v
}

// print writes an answer to standard output in the chosen form.
func (a *app) print(v view) error {
	switch a.output {
	case "json":
		encoder := json.NewEncoder(a.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(v.data)
	case "yaml":
		return a.printYAML(v.data)
	case "csv":
		writer := csv.NewWriter(a.out)
		return writer.WriteAll(append([][]string{v.columns}, safe(v.rows)...))
	default:
		return a.printTable(v)
	}
}

// printYAML goes through JSON, so that both forms have the same names.
func (a *app) printYAML(data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	var plain any
	if err := yaml.Unmarshal(text, &plain); err != nil {
		return err
	}
	encoder := yaml.NewEncoder(a.out)
	encoder.SetIndent(2)
	if err := encoder.Encode(plain); err != nil {
		return err
	}
	return encoder.Close()
}

// safe keeps a spreadsheet from reading a cell as a formula: what begins like
// one gets an apostrophe before it.
func safe(rows [][]string) [][]string {
	escaped := make([][]string, 0, len(rows))
	for _, row := range rows {
		cells := make([]string, 0, len(row))
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				cell = "'" + cell
			}
			cells = append(cells, cell)
		}
		escaped = append(escaped, cells)
	}
	return escaped
}

// printTable writes plain columns, without colours and lines: it reads well and
// can be cut apart. Widths are those of the characters as a terminal shows them.
func (a *app) printTable(v view) error {
	if len(v.rows) == 0 {
		_, err := fmt.Fprintln(a.out, a.text.Say("none", nil))
		return err
	}
	v = v.compact()
	writer := table.NewWriter()
	writer.SuppressTrailingSpaces()
	writer.SetStyle(unruled())
	header := table.Row{}
	for _, column := range v.columns {
		header = append(header, strings.ToUpper(a.text.Say(column, nil)))
	}
	writer.AppendHeader(header)
	for _, row := range v.rows {
		cells := table.Row{}
		for _, cell := range row {
			cells = append(cells, cell)
		}
		writer.AppendRow(cells)
	}
	_, err := fmt.Fprintln(a.out, writer.Render())
	return err
}

func unruled() table.Style {
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = jtext.FormatDefault
	return style
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

func number[N int | uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }

// words turns keys of the catalogue into words, one after another.
func (a *app) words(keys ...string) string {
	var said []string
	for _, key := range keys {
		if key != "" {
			said = append(said, a.text.Say(key, nil))
		}
	}
	return a.joined(said...)
}

// joined is a list as the language writes it.
func (a *app) joined(parts ...string) string { return strings.Join(parts, a.say("separator")) }

// days is a period of whole days, as charters have it.
var days = regexp.MustCompile(`^P(\d+)D$`)

// period says a period in words if it is one of days; others stay as ISO 8601 writes them.
func (a *app) period(p string) string {
	found := days.FindStringSubmatch(p)
	switch {
	case found == nil:
		return p
	case found[1] == "1":
		return a.say("period.day")
	default:
		return a.text.Say("period.days", catalogue.Params{"days": found[1]})
	}
}

// spaced joins what is not empty.
func spaced(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}
