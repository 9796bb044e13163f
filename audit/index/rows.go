package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
)

// ask reads all rows of a question.
func ask[R any](ctx context.Context, x *Index, scan func(rows *sql.Rows) (R, error), text string, args ...any) ([]R, error) {
	return askMany(ctx, x, []R{}, scan, text, args...)
}

// askMany is ask into a list that has room: a long one that grows is copied again
// and again.
func askMany[R any](ctx context.Context, x *Index, list []R, scan func(rows *sql.Rows) (R, error), text string, args ...any) ([]R, error) {
	rows, err := x.read.QueryContext(ctx, x.dialect.bind(text), args...)
	if err != nil {
		return nil, explain(err, x.where)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, explain(rows.Err(), x.where)
}

// question is one that is put together: conditions that must all hold, and their
// parameters.
type question struct {
	where []string
	args  []any
}

func (q *question) and(condition string, args ...any) {
	q.where = append(q.where, condition)
	q.args = append(q.args, args...)
}

// is narrows a column to a value, unless that is empty.
func (q *question) is(column, value string) {
	if value != "" {
		q.and(column+" = ?", word(value))
	}
}

func (q *question) text() string {
	if len(q.where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(q.where, " AND ")
}

// located is what each row has of its transaction.
type located struct {
	place int64
	tx    string
	code  string
	at    int64
}

// locatedColumns are the columns of located, from the transaction t.
const locatedColumns = "t.place, t.id, t.code, t.time"

func (l *located) targets(more ...any) []any {
	return append([]any{&l.place, &l.tx, &l.code, &l.at}, more...)
}

func (l *located) locate() Place { return locate(l.place, l.tx, l.code, l.at) }

// decode reads a record's JSON.
func decode[R any](text []byte) (R, error) {
	var record R
	err := json.Unmarshal(text, &record)
	return record, err
}
