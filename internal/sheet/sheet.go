// Package sheet reads tables that people keep in spreadsheets: workbooks (.xlsx) and text whose
// cells stand apart by commas, semicolons or tabs, as they are saved or pasted.
//
//	content ─ Read ─► rows of texts, each with its number in the sheet
//
// A cell is what it holds, not how it is shown: 4000000 and not 4E+06. Spaces around it, also
// those that nobody sees, are not part of it. What a column means is not known here. Nothing in
// a file makes more of it be read than the bounds allow, whatever it says of itself.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

// The bounds of a table.
const (
	MaxRows    = 10_000
	MaxColumns = 100
	maxBytes   = 64 << 20 // of what a workbook unpacks to
)

// Row is a row that is not empty.
type Row struct {
	// Number is that of the sheet, from 1 on.
	Number int
	Cells  []string
}

// Cell is a cell of a row, empty behind its last.
func (r Row) Cell(column int) string {
	if column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Is reports whether content is a workbook.
func Is(content []byte) bool { return bytes.HasPrefix(content, []byte("PK\x03\x04")) }

// old begins a file of Excel before 2007, or one with a password.
var old = []byte("\xd0\xcf\x11\xe0")

// Read reads the first sheet that has rows. Errors have their texts in the catalogue: what is no
// sheet, or has too many rows or columns.
func Read(content []byte) ([]Row, error) {
	switch {
	case Is(content):
		return readWorkbook(content)
	case bytes.HasPrefix(content, old):
		return nil, catalogue.NewError("sheet.old")
	}
	return readText(content)
}

func readWorkbook(content []byte) (rows []Row, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes / 4,
	})
	if err != nil {
		return nil, catalogue.NewError("sheet.unread", "cause", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, name := range f.GetSheetList() {
		lines, err := f.Rows(name)
		if err != nil {
			return nil, catalogue.NewError("sheet.unread", "cause", err)
		}
		rows, err := readRows(func() ([]string, bool, error) {
			if !lines.Next() {
				return nil, false, lines.Error()
			}
			cells, err := lines.Columns()
			return cells, true, err
		})
		if closed := lines.Close(); err == nil && closed != nil {
			err = closed
		}
		if err != nil || len(rows) > 0 {
			return rows, err
		}
	}
	return nil, nil
}

// readText reads cells that stand apart by the one of three characters that the first line has
// most of.
func readText(content []byte) ([]Row, error) {
	clean, err := input.Clean(content)
	if err != nil {
		return nil, err
	}
	first, _, _ := bytes.Cut(clean, []byte("\n"))
	reader := csv.NewReader(bytes.NewReader(clean))
	reader.FieldsPerRecord, reader.LazyQuotes = -1, true
	most := 0
	for _, comma := range ",;\t" {
		if count := bytes.Count(first, []byte(string(comma))); count > most {
			reader.Comma, most = comma, count
		}
	}
	rows, err := readRows(func() ([]string, bool, error) {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil, false, nil
		}
		return cells, true, err
	})
	return rows, err
}

// readRows reads rows until there are no more, or too many.
func readRows(next func() ([]string, bool, error)) ([]Row, error) {
	var rows []Row
	for number := 1; ; number++ {
		cells, more, err := next()
		switch {
		case err != nil:
			return nil, catalogue.NewError("sheet.unread", "cause", err)
		case !more:
			return rows, nil
		case number > 10*MaxRows || len(rows) > MaxRows || len(cells) > MaxColumns:
			return nil, catalogue.NewError("sheet.large", "rows", MaxRows, "columns", MaxColumns)
		}
		tidied := make([]string, 0, len(cells))
		for _, cell := range cells {
			tidied = append(tidied, Tidy(cell))
		}
		if slices.ContainsFunc(tidied, func(cell string) bool { return cell != "" }) {
			rows = append(rows, Row{number, tidied})
		}
	}
}

// Tidy is a cell without spaces around it, and with plain ones for those within that only look
// like them.
func Tidy(cell string) string {
	cell = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\ufeff':
			return -1
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, cell)
	return strings.TrimSpace(cell)
}

// ColumnName is how spreadsheets call a column, the first of which is 0: A, B … AA.
func ColumnName(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return ""
	}
	return name
}
