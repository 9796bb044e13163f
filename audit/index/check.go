package index

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Check compares the checkpoint, which whoever goes on from it believes, with the
// index's own blocks. One that they do not lead to is refused with INDEX_ALTERED.
func (x *Index) Check(ctx context.Context) error {
	tx, err := x.read.BeginTx(ctx, x.snapshot())
	if err != nil {
		return classify(err, x.where)
	}
	defer tx.Rollback() //nolint:errcheck // it has only read
	at, err := x.checkpoint(ctx, tx)
	if err != nil {
		return classify(err, x.where)
	}
	want, err := x.derivedCheckpoint(ctx, tx)
	if err != nil {
		return classify(err, x.where)
	}
	for _, part := range diffCheckpoints(at, want.Checkpoint) {
		if part.Column != "config" {
			return newError(Altered, nil, "index", x.where, "what", part.Column, "expected", part.Want, "seen", part.Have)
		}
	}
	return x.checkConfig(at.Config, want.configHash)
}

// derived is the checkpoint that the blocks of the index lead to, with the hash of the configuration
// block, whose bytes the index does not keep.
type derived struct {
	chain.Checkpoint
	configHash []byte
}

func (x *Index) derivedCheckpoint(ctx context.Context, db querier) (derived, error) {
	var at derived
	var last, latest int64
	err := db.QueryRowContext(ctx, "SELECT number, hash, latest FROM block ORDER BY number DESC LIMIT 1").Scan(&last, &at.Previous, &latest)
	if errors.Is(err, sql.ErrNoRows) {
		return at, nil
	}
	if err != nil {
		return at, err
	}
	at.Next, at.Time = uint64(last)+1, timeOf(latest)
	var place sql.NullInt64
	err = db.QueryRowContext(ctx, x.dialect.bind("SELECT max(place) FROM tx WHERE kind = ? AND code = ?"),
		string(block.Configuration), valid).Scan(&place)
	if err != nil {
		return at, err
	}
	at.ConfigBlock = versionOf(place.Int64).Block
	if at.Genesis, err = x.hashOf(ctx, db, 0); err == nil {
		at.configHash, err = x.hashOf(ctx, db, at.ConfigBlock)
	}
	return at, err
}

// hashOf is a block's hash, empty if the block is not there.
func (x *Index) hashOf(ctx context.Context, db querier, number uint64) ([]byte, error) {
	var hash []byte
	err := db.QueryRowContext(ctx, x.dialect.bind("SELECT hash FROM block WHERE number = ?"), int64(number)).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return hash, err
}

// checkConfig compares the configuration block in the checkpoint with the hash
// that its number has in the index. None at all is left to who would go on from it.
func (x *Index) checkConfig(raw, want []byte) error {
	if len(raw) == 0 {
		return nil
	}
	parsed, err := block.Parse(raw)
	if err == nil && bytes.Equal(parsed.Hash, want) && bytes.Equal(parsed.Data, parsed.Computed) {
		return nil
	}
	return newError(Altered, err, "index", x.where, "what", "config", "expected", hex.EncodeToString(want), "seen", hex.EncodeToString(parsed.Hash))
}

// rebuildHeight is how many blocks a rebuild of the index should come to: up to the
// checkpoint, or if that was altered as many as have rows and sources can give.
func (x *Index) rebuildHeight(ctx context.Context, sources []chain.Source) (uint64, error) {
	err := x.Check(ctx)
	if altered := new(Error); errors.As(err, &altered) && altered.Code == Altered {
		var last int64
		err := x.read.QueryRowContext(ctx, x.dialect.bind(
			"SELECT max(n) FROM (SELECT number AS n FROM block UNION ALL SELECT place / ? FROM tx UNION ALL SELECT -1) rows"),
			int64(1)<<indexBits).Scan(&last)
		return min(uint64(last+1), maxHeight(ctx, sources)), classify(err, x.where)
	}
	if err != nil {
		return 0, err
	}
	at, err := x.Checkpoint(ctx)
	return at.Next, err
}

func maxHeight(ctx context.Context, sources []chain.Source) uint64 {
	var highest uint64
	for _, source := range sources {
		if height, err := source.Height(ctx); err == nil {
			highest = max(highest, height)
		}
	}
	return highest
}

// Hashes are those of the blocks from a number on, in their order.
func (x *Index) Hashes(ctx context.Context, from uint64) ([][]byte, error) {
	return queryRows(ctx, x, func(rows *sql.Rows) (hash []byte, err error) { return hash, rows.Scan(&hash) },
		"SELECT hash FROM block WHERE number >= ? ORDER BY number", int64(from))
}
