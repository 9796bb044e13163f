package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// fullCheckName is the name under which meta has when the whole index was last checked.
const fullCheckName = "held"

// FullCheck is the last check of the whole index against its hash.
type FullCheck struct {
	Time   time.Time `json:"time"`
	Height uint64    `json:"height"`
	Hash   string    `json:"hash"`
}

// CheckAll reads the whole index, every page and row of it, and stores its hash and the
// time. It fails with INDEX_DAMAGED where it cannot be read, and with INDEX_ALTERED
// where the hash is another than at the last check with as many blocks, or the
// checkpoint is not where the blocks lead to.
func (x *Index) CheckAll(ctx context.Context, now time.Time) (FullCheck, error) {
	if err := x.Check(ctx); err != nil {
		return FullCheck{}, err
	}
	at, err := x.Checkpoint(ctx)
	if err != nil {
		return FullCheck{}, err
	}
	h := FullCheck{Time: now.UTC().Truncate(time.Second), Height: at.Next}
	if h.Hash, err = x.Hash(ctx); err != nil {
		return h, err
	}
	after, err := x.Checkpoint(ctx)
	if err != nil || after.Next != at.Next { // somebody has added blocks meanwhile
		return h, errors.Join(err, newError(Locked, nil, "index", x.where))
	}
	before, err := x.LastFullCheck(ctx)
	if err != nil {
		return h, err
	}
	if before.Height == h.Height && before.Hash != "" && before.Hash != h.Hash {
		return h, newError(Altered, nil, "index", x.where, "what", "hash", "expected", before.Hash, "seen", h.Hash)
	}
	return h, x.saveFullCheck(ctx, h)
}

func (x *Index) saveFullCheck(ctx context.Context, h FullCheck) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	err = x.inWriteTx(ctx, func(tx *sql.Tx) error { return x.setMeta(ctx, tx, fullCheckName, text) })
	return classify(err, x.where)
}

// LastFullCheck is the last check of the whole index; the zero FullCheck is none.
func (x *Index) LastFullCheck(ctx context.Context) (FullCheck, error) {
	var h FullCheck
	var text []byte
	err := x.read.QueryRowContext(ctx, x.dialect.bind("SELECT value FROM meta WHERE name = ?"), fullCheckName).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	if err != nil {
		return h, classify(err, x.where)
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return h, fmt.Errorf("read when the index was held: %w", err)
	}
	return h, nil
}
