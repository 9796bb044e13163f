package view

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	jtext "github.com/jedib0t/go-pretty/v6/text"
)

// gap is between two columns.
const gap = "  "

// minWidth is how narrow a column may be made so that a table fits.
const minWidth = 10

// table writes plain columns, without colours and lines: it reads well and can be
// cut apart. Widths are those of the characters as a terminal shows them. Where the
// lines are bounded (maxWidth above 0), long hashes and ids are cut first; then texts
// go on in further lines; and if that is not enough each row stands by itself, a column a
// line.
func (v View) table(out io.Writer, maxWidth int, say func(key string) string) error {
	if len(v.Rows) == 0 {
		_, err := fmt.Fprintln(out, say("none"))
		return err
	}
	v = v.compact()
	head := make([]string, 0, len(v.Columns))
	for _, column := range v.Columns {
		head = append(head, strings.ToUpper(say(column)))
	}
	rows := v.Rows
	if maxWidth > 0 && totalWidth(columnWidths(head, rows)) > maxWidth {
		rows = shortenHashes(rows)
	}
	bounds, fits := fitWidths(columnWidths(head, rows), maxWidth)
	text := renderColumns(head, rows, bounds)
	if !fits {
		text = renderStacked(head, rows, maxWidth)
	}
	_, err := fmt.Fprintln(out, text)
	return err
}

// longHash is what identifies something and nobody reads: a hash, a record's id.
var longHash = regexp.MustCompile(`\b[0-9a-f]{24,}\b`)

// shortenHashes cuts hashes and ids to a beginning that tells them apart.
func shortenHashes(rows [][]string) [][]string {
	short := make([][]string, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			short[i] = append(short[i], longHash.ReplaceAllStringFunc(cell, func(id string) string { return id[:8] + "…" }))
		}
	}
	return short
}

// columnWidths are how wide each column is by itself.
func columnWidths(head []string, rows [][]string) []int {
	wide := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row {
			wide[i] = max(wide[i], jtext.LongestLineLen(cell))
		}
	}
	return wide
}

// totalWidth is how wide columns are together, with the gaps.
func totalWidth(wide []int) int {
	all := len(gap) * (len(wide) - 1)
	for _, one := range wide {
		all += one
	}
	return all
}

// fitWidths makes the widest columns narrower until all fit; 0 is no bound. False says
// that they do not.
func fitWidths(wide []int, maxWidth int) ([]int, bool) {
	for maxWidth > 0 && totalWidth(wide) > maxWidth {
		widest := 0
		for i := range wide {
			if wide[i] > wide[widest] {
				widest = i
			}
		}
		if wide[widest] <= minWidth {
			return wide, false
		}
		wide[widest]--
	}
	return wide, true
}

func renderColumns(head []string, rows [][]string, bounds []int) string {
	writer := table.NewWriter()
	writer.SuppressTrailingSpaces()
	writer.SetStyle(plainStyle())
	configs := make([]table.ColumnConfig, 0, len(bounds))
	for i, bound := range bounds {
		configs = append(configs, table.ColumnConfig{Number: i + 1, WidthMax: bound, WidthMaxEnforcer: wrap})
	}
	writer.SetColumnConfigs(configs)
	writer.AppendHeader(toRow(head))
	for _, row := range rows {
		writer.AppendRow(toRow(row))
	}
	return writer.Render()
}

// wrap breaks a text into lines of so many characters at most. A character that
// takes two may stand over the edge at the first try.
func wrap(text string, maxWidth int) string {
	lines := jtext.WrapSoft(text, maxWidth)
	if jtext.LongestLineLen(lines) > maxWidth {
		return jtext.WrapSoft(text, maxWidth-1)
	}
	return lines
}

func toRow(row []string) table.Row {
	all := make(table.Row, 0, len(row))
	for _, cell := range row {
		all = append(all, cell)
	}
	return all
}

// renderStacked writes each row as lines of a column's name and its cell.
func renderStacked(head []string, rows [][]string, maxWidth int) string {
	named := 0
	for _, name := range head {
		named = max(named, jtext.StringWidthWithoutEscSequences(name))
	}
	blocks := make([]string, 0, len(rows))
	for _, row := range rows {
		var lines []string
		for i, cell := range row {
			if cell == "" {
				continue
			}
			said := wrap(cell, max(maxWidth-named-len(gap), minWidth))
			said = strings.ReplaceAll(said, "\n", "\n"+strings.Repeat(" ", named)+gap)
			lines = append(lines, jtext.Pad(head[i], named, ' ')+gap+said)
		}
		blocks = append(blocks, strings.Join(lines, "\n"))
	}
	return strings.Join(blocks, "\n\n")
}

func plainStyle() table.Style {
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", gap
	style.Format.Header = jtext.FormatDefault
	return style
}
