package index

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// diffTables reads a table of two indexes side by side, in the order of its
// key, and names the first rows that differ.
func diffTables(ctx context.Context, have, want *Index, t *table) (found []Difference, err error) {
	left, err := openCursor(ctx, have, t)
	if err != nil {
		return nil, classify(err, have.where)
	}
	defer func() { err = errors.Join(err, left.rows.Close()) }()
	right, err := openCursor(ctx, want, t)
	if err != nil {
		return nil, classify(err, want.where)
	}
	defer func() { err = errors.Join(err, right.rows.Close()) }()
	for len(found) < maxDifferences && (left.row != nil || right.row != nil) {
		side := t.compareRows(left.row, right.row)
		found = append(found, t.diffRows(left.row, right.row, side)...)
		if side <= 0 {
			err = left.next()
		}
		if side >= 0 {
			err = errors.Join(err, right.next())
		}
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// rowCursor stands on one row of a table; nil behind the last.
type rowCursor struct {
	rows *sql.Rows
	row  []any
	size int
}

func openCursor(ctx context.Context, x *Index, t *table) (*rowCursor, error) {
	rows, err := x.read.QueryContext(ctx, t.all())
	if err != nil {
		return nil, err
	}
	w := &rowCursor{rows: rows, size: len(t.columns)}
	if err := w.next(); err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return w, nil
}

func (w *rowCursor) next() error {
	w.row = nil
	if !w.rows.Next() {
		return w.rows.Err()
	}
	row, targets := make([]any, w.size), make([]any, w.size)
	for i := range row {
		targets[i] = &row[i]
	}
	err := w.rows.Scan(targets...)
	w.row = row
	return err
}

// compareRows says which of two rows comes first in the order of the key; one that
// is not there comes last.
func (t *table) compareRows(left, right []any) int {
	switch {
	case left == nil:
		return 1
	case right == nil:
		return -1
	}
	for i := range t.keys {
		if a, isNumber := left[i].(int64); isNumber {
			if b, _ := right[i].(int64); a != b {
				return int(min(max(a-b, -1), 1))
			}
			continue
		}
		if c := strings.Compare(rawText(left[i]), rawText(right[i])); c != 0 {
			return c
		}
	}
	return 0
}

// diffRows is how two rows differ: the one that comes first is not there on the
// other side, or columns of both differ.
func (t *table) diffRows(left, right []any, side int) []Difference {
	if side < 0 {
		return []Difference{{Table: t.name, Key: t.displayKey(left), Have: t.displayRow(left)}}
	}
	if side > 0 {
		return []Difference{{Table: t.name, Key: t.displayKey(right), Want: t.displayRow(right)}}
	}
	var found []Difference
	for i := t.keys; i < len(left); i++ {
		if rawText(left[i]) != rawText(right[i]) {
			found = append(found, Difference{
				Table: t.name, Key: t.displayKey(left), Column: t.columns[i], Have: display(left[i]), Want: display(right[i]),
			})
		}
	}
	return found
}

func (t *table) displayKey(row []any) string {
	parts := make([]string, t.keys)
	for i := range parts {
		parts[i] = t.columns[i] + "=" + display(row[i])
	}
	return strings.Join(parts, " ")
}

func (t *table) displayRow(row []any) string {
	parts := make([]string, 0, len(row))
	for i, value := range row {
		parts = append(parts, t.columns[i]+"="+display(value))
	}
	return strings.Join(parts, " ")
}

// rawText is a value as bytes.
func rawText(value any) string {
	switch v := value.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case []byte:
		return string(v)
	case string:
		return v
	}
	return ""
}

// maxDisplayed bounds what is shown of a value.
const maxDisplayed = 300

// display is a value for people: text as it is, other bytes in hex.
func display(value any) string {
	text := rawText(value)
	isText := utf8.ValidString(text) && !slices.ContainsFunc([]rune(text), func(r rune) bool { return r < ' ' && r != '\x00' && r != '\x1f' })
	if !isText {
		text = hex.EncodeToString([]byte(text))
	}
	text = strings.NewReplacer("\x00", "·", separator, "·").Replace(text)
	if characters := []rune(text); len(characters) > maxDisplayed {
		return string(characters[:maxDisplayed]) + "…"
	}
	return text
}
