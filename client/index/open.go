package index

import (
	"context"

	"allianceregistry/client/block"
	"allianceregistry/client/chain"
)

// Index is an open read model. It may be used from several goroutines. It
// implements chain.State, as of its last block.
type Index struct{}

// Open opens the index at where, and makes it if it is not there: the path of a
// file for SQLite, or postgres://… for PostgreSQL. An index of a later program is
// refused with INDEX_OTHER_SCHEMA.
func Open(ctx context.Context, where string) (*Index, error) { panic("to be written") }

// Close closes the database.
func (x *Index) Close() error { panic("to be written") }

// Add adds blocks that were verified, and the checkpoint behind them, in one
// transaction of the database. Blocks that are there already are left out; a gap
// is refused with INDEX_GAP, another chain with INDEX_OTHER_CHAIN.
func (x *Index) Add(ctx context.Context, blocks []chain.Verified, to chain.Checkpoint) error {
	panic("to be written")
}

// Checkpoint is where the index stands; its Next is 0 while it is empty.
func (x *Index) Checkpoint(ctx context.Context) (chain.Checkpoint, error) { panic("to be written") }

// Version implements chain.State.
func (x *Index) Version(ctx context.Context, namespace, collection, key string) (*block.Version, error) {
	panic("to be written")
}

// Range implements chain.State.
func (x *Index) Range(ctx context.Context, namespace, start, end string) ([]block.Read, error) {
	panic("to be written")
}

// Value implements chain.State.
func (x *Index) Value(ctx context.Context, namespace, key string) ([]byte, error) {
	panic("to be written")
}

// Known implements chain.State.
func (x *Index) Known(ctx context.Context, id string) (bool, error) { panic("to be written") }
