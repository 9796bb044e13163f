package chain

import (
	"context"
	"iter"
)

// Source gives raw blocks: a host's peer, or a copy of a peer's block files.
type Source interface {
	// Name is who it is, as findings name it.
	Name() string
	// Height is the number of blocks that it has now.
	Height(ctx context.Context) (uint64, error)
	// Blocks yields the raw blocks from a number on, in order. A peer then waits for
	// the next one, until ctx ends; files end after their last. It ends with an
	// error, which is the last it yields, if a block cannot be had: one before the
	// first that a peer has which joined from a snapshot, say.
	Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error]
}
