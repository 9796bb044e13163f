package index

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// chunk is how many rows one statement writes at most.
const chunk = 200

// batch collects the rows of one Add, so that each statement writes many.
type batch struct {
	rows map[*table][][]any
	// rowIndex finds a row by its key, so that a later one takes its place.
	rowIndex map[*table]map[string]int
	// endings are periods that ended and began before this batch.
	endings [][]any
	// open finds the period of a party in an alliance that began in this batch.
	open map[[2]string]int
	// renamed are parties whose labels may have changed since they became members.
	renamed []string
	docs    int64
}

func newBatch(docs int64) *batch {
	return &batch{rows: map[*table][][]any{}, rowIndex: map[*table]map[string]int{}, open: map[[2]string]int{}, docs: docs}
}

// put enters a row. One with the key of an earlier one takes its place.
func (b *batch) put(t *table, row ...any) {
	t.sanitize(row)
	key := rowKey(row[:t.keys])
	if b.rowIndex[t] == nil {
		b.rowIndex[t] = map[string]int{}
	}
	if i, found := b.rowIndex[t][key]; found {
		if kept := slices.Index(t.columns, t.kept); kept >= 0 {
			row[kept] = b.rows[t][i][kept]
		}
		b.rows[t][i] = row
		return
	}
	b.rowIndex[t][key] = len(b.rows[t])
	b.rows[t] = append(b.rows[t], row)
}

// rowKey is a row's key as one text: each part with its length before it.
func rowKey(parts []any) string {
	var b strings.Builder
	for _, value := range parts {
		text := rawText(value)
		b.WriteString(strconv.Itoa(len(text)) + ":" + text)
	}
	return b.String()
}

// write writes all rows. Periods end before the next ones begin, and members are
// renamed behind them.
func (b *batch) write(ctx context.Context, tx *sql.Tx, d dialect) error {
	for _, ending := range b.endings {
		if _, err := tx.ExecContext(ctx, d.bind(endPeriod), ending...); err != nil {
			return fmt.Errorf("end a period: %w", err)
		}
	}
	for _, t := range append(slices.Clone(tables), findingTable) {
		if err := b.writeTable(ctx, tx, d, t); err != nil {
			return fmt.Errorf("write to %s: %w", t.name, err)
		}
	}
	for _, party := range b.renamed {
		if _, err := tx.ExecContext(ctx, d.bind(relabel), party); err != nil {
			return fmt.Errorf("rename a member: %w", err)
		}
	}
	return nil
}

func (b *batch) writeTable(ctx context.Context, tx *sql.Tx, d dialect, t *table) error {
	size := min(chunk, d.maxParams/len(t.columns))
	var full *sql.Stmt
	for rows := range slices.Chunk(b.rows[t], size) {
		values := make([]any, 0, len(rows)*len(t.columns))
		for _, row := range rows {
			values = append(values, row...)
		}
		if len(rows) < size {
			_, err := tx.ExecContext(ctx, d.bind(t.insert(len(rows))), values...)
			return err
		}
		if full == nil {
			var err error
			if full, err = tx.PrepareContext(ctx, d.bind(t.insert(size))); err != nil {
				return err
			}
			defer full.Close()
		}
		if _, err := full.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return nil
}
