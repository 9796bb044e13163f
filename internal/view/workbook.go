package view

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/xuri/excelize/v2"
)

// ErrCellTooLong says that a text has more characters than a cell of a workbook can hold. It is
// not cut: who needs it reads the answer as JSON.
var ErrCellTooLong = errors.New("a text is too long for a cell of a workbook")

// The widths of a workbook's columns, in characters.
const (
	minColumn = 8
	maxColumn = 60
)

// workbook writes a table as a file of Office Open XML (ECMA-376), which spreadsheets open: its
// head, said by say, stays in sight and filters. No cell is a formula, whatever it begins with:
// all are texts, apart from times and columns of small numbers.
func workbook(out io.Writer, columns []string, rows [][]string, say func(key string) string) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &sheetWriter{f: f, sheet: f.GetSheetName(0), times: map[string]int{}}
	head := make([]string, 0, len(columns))
	for _, column := range columns {
		head = append(head, say(column))
	}
	if err := w.styles(len(columns)); err != nil {
		return err
	}
	numbers := make([]bool, len(columns))
	for column, cell := range head {
		numbers[column] = areNumbers(rows, column)
		w.width(column, cell, rows)
		w.text(column, 0, cell)
	}
	for i, row := range rows {
		for column, cell := range row {
			w.cell(column, i+1, cell, numbers[column])
		}
	}
	w.keep(f.SetPanes(w.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if last, err := excelize.CoordinatesToCellName(max(len(columns), 1), len(rows)+1); err == nil {
		w.keep(f.AutoFilter(w.sheet, "A1:"+last, nil))
	}
	if w.err != nil {
		return w.err
	}
	return f.Write(out)
}

// sheetWriter writes cells, and remembers the first failure.
type sheetWriter struct {
	f     *excelize.File
	sheet string
	times map[string]int // the style of times in a zone, by how they are written
	err   error
}

func (w *sheetWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// textFormat is the built-in number format of texts: what is typed over stays one.
const textFormat = 49

// styles makes all cells texts, by their columns, and the head bold: a style of each cell would be
// most of a long workbook.
func (w *sheetWriter) styles(columns int) error {
	text, err := w.f.NewStyle(&excelize.Style{NumFmt: textFormat})
	if err != nil {
		return err
	}
	head, err := w.f.NewStyle(&excelize.Style{NumFmt: textFormat, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(max(columns, 1))
	if err != nil {
		return err
	}
	return errors.Join(w.f.SetColStyle(w.sheet, "A:"+last, text), w.f.SetCellStyle(w.sheet, "A1", last+"1", head))
}

// cell writes a cell as what it is.
func (w *sheetWriter) cell(column, row int, text string, number bool) {
	if at, format, is := timeOf(text); is {
		w.time(column, row, at, format)
		return
	}
	if n, err := strconv.Atoi(text); number && err == nil {
		name := w.name(column, row)
		w.keep(w.f.SetCellInt(w.sheet, name, int64(n)))
		w.keep(w.f.SetCellStyle(w.sheet, name, name, 0))
		return
	}
	w.text(column, row, text)
}

func (w *sheetWriter) name(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row+1)
	w.keep(err)
	return name
}

func (w *sheetWriter) text(column, row int, text string) {
	if len([]rune(text)) > excelize.TotalCellChars {
		w.keep(ErrCellTooLong)
		return
	}
	if text != "" {
		w.keep(w.f.SetCellStr(w.sheet, w.name(column, row), unescaped(text)))
	}
}

// escape is what stands for a character in a text of a workbook (ECMA-376, 22.4.2.4).
var escape = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// unescaped is a text in which nothing stands for another character.
func unescaped(text string) string {
	var out strings.Builder
	for i := range len(text) {
		if text[i] == '_' && escape.MatchString(text[i:]) {
			out.WriteString("_x005F")
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// time writes a time as a number that is shown as one, with its distance from UTC.
func (w *sheetWriter) time(column, row int, at time.Time, format string) {
	style, made := w.times[format]
	if !made {
		var err error
		style, err = w.f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		w.keep(err)
		w.times[format] = style
	}
	name := w.name(column, row)
	w.keep(w.f.SetCellValue(w.sheet, name, at))
	w.keep(w.f.SetCellStyle(w.sheet, name, name, style))
}

// width is that of the longest line of a column, as a screen shows it: a Chinese character
// takes two.
func (w *sheetWriter) width(column int, head string, rows [][]string) {
	wide := jtext.StringWidthWithoutEscSequences(head) + 3 // of the filter's button
	for _, row := range rows {
		wide = max(wide, jtext.StringWidthWithoutEscSequences(row[column]))
	}
	name, err := excelize.ColumnNumberToName(column + 1)
	w.keep(err)
	w.keep(w.f.SetColWidth(w.sheet, name, name, float64(min(max(wide+1, minColumn), maxColumn))))
}

// zonedTime is a cell that is a time as When, End and InZone write it.
var zonedTime = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)$`)

// timeOf reads a cell that is a time: the wall clock of its zone, and the format by which a
// workbook shows it as it stood. The end of a day stays that day.
func timeOf(cell string) (at time.Time, format string, is bool) {
	parts := zonedTime.FindStringSubmatch(cell)
	if parts == nil {
		return at, "", false
	}
	form, shown := time.DateTime, `yyyy\-mm\-dd\ hh:mm:ss`
	text := parts[1] + " " + parts[2]
	if parts[2] == "24:00:00" {
		form, text, shown = time.DateOnly, parts[1], `yyyy\-mm\-dd\ `+literal(parts[2])
	}
	at, err := time.Parse(form, text)
	if err != nil || at.Year() < 1901 { // a workbook's days begin in 1900, with one that never was
		return at, "", false
	}
	return at, shown + literal(parts[3]), true
}

// literal is a text within a format of numbers, each character by itself.
func literal(text string) string {
	var out strings.Builder
	for _, r := range text {
		out.WriteString(`\` + string(r))
	}
	return out.String()
}

// smallNumber is a number that every spreadsheet shows as it stands.
var smallNumber = regexp.MustCompile(`^(0|[1-9]\d{0,8})$`)

// areNumbers reports whether all cells of a column are small numbers, save those that are empty.
func areNumbers(rows [][]string, column int) bool {
	for _, row := range rows {
		if row[column] != "" && !smallNumber.MatchString(row[column]) {
			return false
		}
	}
	return true
}
