package index

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"allianceregistry/audit/chain"
)

// checkpointName is the name under which meta has the checkpoint.
const checkpointName = "checkpoint"

// writerLock is the number of PostgreSQL's advisory lock for who writes: any, as
// long as all programs take the same.
const writerLock = 0x616c6c69

// Add adds blocks that were verified, and the checkpoint behind them, in one
// transaction of the database. Blocks that are there already are left out; a gap
// is refused with INDEX_GAP, another chain with INDEX_OTHER_CHAIN.
func (x *Index) Add(ctx context.Context, blocks []chain.Verified, to chain.Checkpoint) error {
	if len(blocks) == 0 {
		return nil
	}
	err := x.inWriteTx(ctx, func(tx *sql.Tx) error { return x.add(ctx, tx, blocks, to) })
	if err != nil {
		return classify(fmt.Errorf("add blocks to the index: %w", err), x.where)
	}
	x.state.added(blocks)
	return nil
}

// inWriteTx runs a transaction that is the only one to write. Its commit is on the
// disk when it returns.
func (x *Index) inWriteTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = x.lockWriter(ctx, tx)
	if err == nil {
		err = do(tx)
	}
	if err != nil {
		if undone := tx.Rollback(); undone != nil && !errors.Is(undone, sql.ErrTxDone) {
			err = errors.Join(err, undone)
		}
		return err
	}
	return tx.Commit()
}

// lockWriter takes PostgreSQL's lock for who writes; SQLite's transactions have it when
// they begin.
func (x *Index) lockWriter(ctx context.Context, tx *sql.Tx) error {
	if !x.dialect.postgres {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = "+strconv.FormatInt(patience.Milliseconds(), 10))
	if err == nil {
		_, err = tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", writerLock)
	}
	return err
}

func (x *Index) add(ctx context.Context, tx *sql.Tx, blocks []chain.Verified, to chain.Checkpoint) error {
	from, err := x.checkpoint(ctx, tx)
	if err != nil {
		return err
	}
	if err := x.sameChaincode(ctx, tx); err != nil {
		return err
	}
	if from.Next > 0 && !bytes.Equal(from.Genesis, to.Genesis) {
		return newError(OtherChain, nil, "expected", hex.EncodeToString(from.Genesis), "seen", hex.EncodeToString(to.Genesis))
	}
	for len(blocks) > 0 && blocks[0].Block.Number < from.Next {
		blocks = blocks[1:]
	}
	if len(blocks) == 0 {
		return nil
	}
	rows, err := x.collect(ctx, tx, blocks, from)
	if err != nil {
		return err
	}
	if last := blocks[len(blocks)-1].Block.Number + 1; last != to.Next {
		return newError(Gap, nil, "expected", strconv.FormatUint(to.Next, 10), "seen", strconv.FormatUint(last, 10))
	}
	if err := rows.write(ctx, tx, x.dialect); err != nil {
		return err
	}
	return x.saveCheckpoint(ctx, tx, to)
}

// collect turns blocks into rows.
func (x *Index) collect(ctx context.Context, tx *sql.Tx, blocks []chain.Verified, from chain.Checkpoint) (*batch, error) {
	var docs, latest sql.NullInt64
	if err := tx.QueryRowContext(ctx, "SELECT max(id) FROM doc").Scan(&docs); err != nil {
		return nil, err
	}
	if err := tx.QueryRowContext(ctx, "SELECT max(latest) FROM block").Scan(&latest); err != nil {
		return nil, err
	}
	named, err := x.hosts(ctx, tx)
	if err != nil {
		return nil, err
	}
	p := &projection{batch: newBatch(docs.Int64), chaincode: x.chaincode, callers: callers{}, hosts: named, latest: latest.Int64}
	for i, verified := range blocks {
		expected := from.Next + uint64(i)
		if verified.Block.Number != expected {
			return nil, newError(Gap, nil, "expected", strconv.FormatUint(expected, 10), "seen", strconv.FormatUint(verified.Block.Number, 10))
		}
		if err := p.block(verified); err != nil {
			return nil, fmt.Errorf("block %d: %w", expected, err)
		}
	}
	return p.batch, nil
}

// saveCheckpoint writes the checkpoint.
func (x *Index) saveCheckpoint(ctx context.Context, tx *sql.Tx, to chain.Checkpoint) error {
	to.Time = to.Time.UTC().Truncate(time.Millisecond)
	text, err := json.Marshal(to)
	if err != nil {
		return err
	}
	for name, value := range map[string][]byte{checkpointName: text, chaincodeName: []byte(x.chaincode)} {
		if err := x.setMeta(ctx, tx, name, value); err != nil {
			return err
		}
	}
	return nil
}

func (x *Index) setMeta(ctx context.Context, tx *sql.Tx, name string, value []byte) error {
	_, err := tx.ExecContext(ctx, x.dialect.bind(
		"INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value=excluded.value"), name, value)
	return err
}

// querier is a database or a transaction of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Checkpoint is where the index stands; its Next is 0 while it is empty.
func (x *Index) Checkpoint(ctx context.Context) (chain.Checkpoint, error) {
	c, err := x.checkpoint(ctx, x.read)
	return c, classify(err, x.where)
}

func (x *Index) checkpoint(ctx context.Context, db querier) (chain.Checkpoint, error) {
	var c chain.Checkpoint
	var text []byte
	err := db.QueryRowContext(ctx, x.dialect.bind("SELECT value FROM meta WHERE name = ?"), checkpointName).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		return c, fmt.Errorf("read the checkpoint: %w", err)
	}
	return c, nil
}

// AddFindings stores findings about blocks that were not added, each once.
func (x *Index) AddFindings(ctx context.Context, findings []chain.Finding) error {
	rows := newBatch(0)
	for _, finding := range findings {
		if err := rows.finding(finding); err != nil {
			return err
		}
	}
	err := x.inWriteTx(ctx, func(tx *sql.Tx) error { return rows.write(ctx, tx, x.dialect) })
	if err != nil {
		return classify(fmt.Errorf("keep findings: %w", err), x.where)
	}
	return nil
}
