package index

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Exec runs a statement on a database of PostgreSQL.
func Exec(where, statement string) error {
	db, err := sql.Open("pgx", where)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// Change runs a statement on the index, as whoever tampers with it would.
func (x *Index) Change(ctx context.Context, statement string, args ...any) error {
	_, err := x.write.ExecContext(ctx, x.dialect.bind(statement), args...)
	return err
}

// Hold begins a transaction that writes, as another program would, and returns
// what ends it.
func (x *Index) Hold(ctx context.Context) (func() error, error) {
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return tx.Rollback, x.lockWriter(ctx, tx)
}

// Count is the number that a statement gives.
func (x *Index) Count(ctx context.Context, statement string) (n int, err error) {
	return n, x.read.QueryRowContext(ctx, statement).Scan(&n)
}

// Terms are what a text is found by.
func Terms(text string) []string { return terms(text) }

// Columns are the columns of a table as the database has them, and as the code says.
func (x *Index) Columns(ctx context.Context) (have, want map[string][]string, err error) {
	have, want = map[string][]string{}, map[string][]string{}
	for _, t := range append(append([]*table{}, tables...), findingTable) {
		want[t.name] = t.columns
		rows, err := x.read.QueryContext(ctx, "SELECT * FROM "+t.name)
		if err != nil {
			return nil, nil, err
		}
		have[t.name], err = rows.Columns()
		if err != nil {
			return nil, nil, err
		}
		if err := rows.Close(); err != nil {
			return nil, nil, err
		}
	}
	return have, want, nil
}

// ReadBookmark reads a bookmark of a question whose rows are places.
func ReadBookmark(text, question string) error {
	_, _, _, err := Page{Bookmark: text}.span(question, "place")
	return err
}

// ExecPlain runs statements on a file as SQLite itself writes it, without sums.
func ExecPlain(path, statements string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	_, err = db.Exec(statements)
	return errors.Join(err, db.Close())
}

// Texts are the rows that a statement gives, as texts; NULL is an empty one.
func (x *Index) Texts(ctx context.Context, statement string, args ...any) ([][]string, error) {
	return queryRows(ctx, x, func(rows *sql.Rows) ([]string, error) {
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		cells, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		err = rows.Scan(targets...)
		row := make([]string, len(columns))
		for i, cell := range cells {
			row[i] = cell.String
		}
		return row, err
	}, statement, args...)
}

// ViewColumns are the columns of a view, as the database has them.
func (x *Index) ViewColumns(ctx context.Context, view string) ([]string, error) {
	rows, err := x.read.QueryContext(ctx, "SELECT * FROM "+view+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

// WithoutCounting are the statements that make an index one of the program before there was an
// index to count by.
func WithoutCounting() []string {
	return []string{"DELETE FROM goose_db_version WHERE version_id >= 3", "DROP INDEX period_count", "DROP INDEX version_place"}
}

// CountPlan is how SQLite counts the members of a roster.
func (x *Index) CountPlan(ctx context.Context, q RosterQuery) ([][]string, error) {
	where, err := x.rosterConditions(ctx, q, maxPlace)
	if err != nil {
		return nil, err
	}
	return x.Texts(ctx, "EXPLAIN QUERY PLAN "+countByClass(where), where.args...)
}

// WithoutViews are the statements that make an index one of the program before the views.
func WithoutViews(postgres bool) []string {
	statements := append(WithoutCounting(), "DELETE FROM goose_db_version WHERE version_id = 2")
	for _, view := range Views() {
		statements = append(statements, "DROP VIEW "+view)
	}
	if postgres {
		statements = append(statements, "DROP FUNCTION registry_field", "DROP FUNCTION registry_number")
	}
	return statements
}

// Views are the names of the views, in the order in which they are made.
func Views() []string {
	var names []string
	for line := range strings.Lines(views) {
		if name, found := strings.CutPrefix(line, "CREATE VIEW "); found {
			names = append(names, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(name), " AS")))
		}
	}
	return names
}
