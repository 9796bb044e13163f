package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
)

// queryRows reads all rows of a question.
func queryRows[R any](ctx context.Context, x *Index, scan func(rows *sql.Rows) (R, error), text string, args ...any) ([]R, error) {
	return queryInto(ctx, x, []R{}, scan, text, args...)
}

// queryInto is queryRows into a list that has room: a long one that grows is copied again
// and again.
func queryInto[R any](ctx context.Context, x *Index, list []R, scan func(rows *sql.Rows) (R, error), text string, args ...any) ([]R, error) {
	rows, err := x.read.QueryContext(ctx, x.dialect.bind(text), args...)
	if err != nil {
		return nil, classify(err, x.where)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, classify(rows.Err(), x.where)
}

// conditions are those of a question that must all hold, with their parameters.
type conditions struct {
	where []string
	args  []any
}

func (q *conditions) add(condition string, args ...any) {
	q.where = append(q.where, condition)
	q.args = append(q.args, args...)
}

// equal narrows a column to a value, unless that is empty.
func (q *conditions) equal(column, value string) {
	if value != "" {
		q.add(column+" = ?", lookupText(value))
	}
}

func (q *conditions) text() string {
	if len(q.where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(q.where, " AND ")
}

// originColumns is what each row has of its transaction.
type originColumns struct {
	place int64
	tx    string
	code  string
	at    int64
}

// selectOrigin are the columns of originColumns, from the transaction t.
const selectOrigin = "t.place, t.id, t.code, t.time"

func (l *originColumns) targets(more ...any) []any {
	return append([]any{&l.place, &l.tx, &l.code, &l.at}, more...)
}

func (l *originColumns) origin() Origin { return newOrigin(l.place, l.tx, l.code, l.at) }

// decode reads a record's JSON.
func decode[R any](text []byte) (R, error) {
	var record R
	err := json.Unmarshal(text, &record)
	return record, err
}
