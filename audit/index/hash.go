package index

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"strings"
)

// Hash is the SHA-256, in lower-case hex, over all rows of all tables that come
// from the chain, in the order of their keys. It is the same for the same chain,
// whatever the database, the steps in which blocks were added, and the sources
// (so findings are left out).
func (x *Index) Hash(ctx context.Context) (string, error) {
	tx, err := x.read.BeginTx(ctx, x.snapshot())
	if err != nil {
		return "", classify(err, x.where)
	}
	defer tx.Rollback() //nolint:errcheck // it has only read
	sum := sha256.New()
	for _, t := range tables {
		if err := hashTable(ctx, tx, t, sum); err != nil {
			return "", classify(fmt.Errorf("read %s: %w", t.name, err), x.where)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// snapshot makes a transaction see one moment throughout. SQLite's do anyhow.
func (x *Index) snapshot() *sql.TxOptions {
	if x.dialect.postgres {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}

// all is the question for all rows of a table, in the order of its key.
func (t *table) all() string {
	return "SELECT " + strings.Join(t.columns, ",") + " FROM " + t.name + " ORDER BY " + strings.Join(t.columns[:t.keys], ",")
}

// hashTable adds a table's name and its rows, each value with its length before it.
func hashTable(ctx context.Context, db querier, t *table, sum hash.Hash) error {
	fmt.Fprintf(sum, "%s %d\n", t.name, len(t.columns))
	rows, err := db.QueryContext(ctx, t.all())
	if err != nil {
		return err
	}
	defer rows.Close()
	reader := newRowReader(len(t.columns))
	var buffer []byte
	for rows.Next() {
		if err := rows.Scan(reader.targets...); err != nil {
			return err
		}
		buffer = buffer[:0]
		for _, value := range reader.values {
			buffer = strconv.AppendInt(buffer, int64(len(value)), 10)
			buffer = append(buffer, ':')
			buffer = append(buffer, value...)
		}
		sum.Write(buffer)
	}
	return rows.Err()
}

// rowReader reads rows as bytes: both drivers write numbers in decimal, texts and
// bytes as they are.
type rowReader struct {
	values  []sql.RawBytes
	targets []any
}

func newRowReader(columns int) *rowReader {
	r := &rowReader{values: make([]sql.RawBytes, columns), targets: make([]any, columns)}
	for i := range r.values {
		r.targets[i] = &r.values[i]
	}
	return r
}
