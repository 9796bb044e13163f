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

// differ walks through a table of two indexes side by side, in the order of its
// key, and names the first rows that differ.
func differ(ctx context.Context, have, want *Index, t *table) (found []Difference, err error) {
	left, err := openWalk(ctx, have, t)
	if err != nil {
		return nil, explain(err, have.where)
	}
	defer func() { err = errors.Join(err, left.rows.Close()) }()
	right, err := openWalk(ctx, want, t)
	if err != nil {
		return nil, explain(err, want.where)
	}
	defer func() { err = errors.Join(err, right.rows.Close()) }()
	for len(found) < mostDifferences && (left.row != nil || right.row != nil) {
		side := t.compare(left.row, right.row)
		found = append(found, t.between(left.row, right.row, side)...)
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

// walk stands on one row of a table; nil behind the last.
type walk struct {
	rows *sql.Rows
	row  []any
	size int
}

func openWalk(ctx context.Context, x *Index, t *table) (*walk, error) {
	rows, err := x.read.QueryContext(ctx, t.all())
	if err != nil {
		return nil, err
	}
	w := &walk{rows: rows, size: len(t.columns)}
	if err := w.next(); err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return w, nil
}

func (w *walk) next() error {
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

// compare tells which of two rows comes first in the order of the key; one that
// is not there comes last.
func (t *table) compare(left, right []any) int {
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
		if c := strings.Compare(raw(left[i]), raw(right[i])); c != 0 {
			return c
		}
	}
	return 0
}

// between is how two rows differ: the one that comes first is not there on the
// other side, or columns of both differ.
func (t *table) between(left, right []any, side int) []Difference {
	if side < 0 {
		return []Difference{{Table: t.name, Key: t.key(left), Have: t.shown(left)}}
	}
	if side > 0 {
		return []Difference{{Table: t.name, Key: t.key(right), Want: t.shown(right)}}
	}
	var found []Difference
	for i := t.keys; i < len(left); i++ {
		if raw(left[i]) != raw(right[i]) {
			found = append(found, Difference{
				Table: t.name, Key: t.key(left), Column: t.columns[i], Have: shown(left[i]), Want: shown(right[i]),
			})
		}
	}
	return found
}

func (t *table) key(row []any) string {
	parts := make([]string, t.keys)
	for i := range parts {
		parts[i] = t.columns[i] + "=" + shown(row[i])
	}
	return strings.Join(parts, " ")
}

func (t *table) shown(row []any) string {
	parts := make([]string, 0, len(row))
	for i, value := range row {
		parts = append(parts, t.columns[i]+"="+shown(value))
	}
	return strings.Join(parts, " ")
}

// raw is a value as bytes.
func raw(value any) string {
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

// mostShown bounds what is shown of a value.
const mostShown = 300

// shown is a value for people: text as it is, other bytes in hex.
func shown(value any) string {
	text := raw(value)
	isText := utf8.ValidString(text) && !slices.ContainsFunc([]rune(text), func(r rune) bool { return r < ' ' && r != '\x00' && r != '\x1f' })
	if !isText {
		text = hex.EncodeToString([]byte(text))
	}
	text = strings.NewReplacer("\x00", "·", part, "·").Replace(text)
	if characters := []rune(text); len(characters) > mostShown {
		return string(characters[:mostShown]) + "…"
	}
	return text
}
