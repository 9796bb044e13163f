package view

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark tells spreadsheets that the bytes are UTF-8: without it some read Chinese by
// the encoding of the computer's region (U+FEFF, RFC 3629 §6).
const Mark = "\ufeff"

// Sheet writes a table for spreadsheets: comma-separated, in UTF-8 with Mark at its
// start, its head said by say, its cells Safe.
func Sheet(out io.Writer, columns []string, rows [][]string, say func(key string) string) error {
	s := NewSheet(out)
	if err := s.Head(columns, say); err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.Row(row); err != nil {
			return err
		}
	}
	return nil
}

// SheetWriter writes what Sheet does, a row after the other.
type SheetWriter struct {
	out  io.Writer
	rows *csv.Writer
}

// NewSheet returns one that has written nothing yet.
func NewSheet(out io.Writer) *SheetWriter { return &SheetWriter{out, csv.NewWriter(out)} }

// Head writes the head; it comes first.
func (s *SheetWriter) Head(columns []string, say func(key string) string) error {
	if _, err := io.WriteString(s.out, Mark); err != nil {
		return err
	}
	head := make([]string, 0, len(columns))
	for _, column := range columns {
		head = append(head, say(column))
	}
	return s.write(head)
}

// Row writes a row.
func (s *SheetWriter) Row(row []string) error { return s.write(Safe(Lines([][]string{row}))[0]) }

func (s *SheetWriter) write(cells []string) error {
	if err := s.rows.Write(cells); err != nil {
		return err
	}
	s.rows.Flush()
	return s.rows.Error()
}

// apostrophe is what stands before a cell that a spreadsheet must not read.
const apostrophe = "'"

// Safe keeps a spreadsheet from reading a cell as a formula: what begins like one
// gets an apostrophe before it, and so does what begins with an apostrophe itself.
// So one apostrophe at the start is never the cell's own, and Exact takes it away.
// (OWASP: CSV Injection. The full-width signs count like the others where East Asian
// languages are set.)
func Safe(rows [][]string) [][]string {
	escaped := make([][]string, 0, len(rows))
	for _, row := range rows {
		cells := make([]string, 0, len(row))
		for _, cell := range row {
			if isFormula(cell) || strings.HasPrefix(cell, apostrophe) {
				cell = apostrophe + cell
			}
			cells = append(cells, cell)
		}
		escaped = append(escaped, cells)
	}
	return escaped
}

// Exact is what a cell was before Safe.
func Exact(cell string) string { return strings.TrimPrefix(cell, apostrophe) }

// isFormula reports whether a cell begins like a formula, be it after spaces.
func isFormula(cell string) bool {
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(cell, unicode.IsSpace))
	return strings.ContainsRune("=+-@＝＋－＠", first)
}
