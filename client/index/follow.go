package index

import (
	"context"

	"allianceregistry/client/chain"
)

// Verifier decides about blocks; *chain.Verifier is one. P is what it prepares.
type Verifier[P any] interface {
	// Prepare may be called by many goroutines at once.
	Prepare(raw []byte, source string) P
	Verify(ctx context.Context, prepared P, state chain.State) (chain.Verified, error)
	Checkpoint() chain.Checkpoint
}

// Options tell how to follow.
type Options struct {
	// Forever waits for new blocks until ctx ends; else Follow ends with the last
	// block that the sources have now, or before the block with number Until.
	Forever bool
	Until   uint64
	// Batch is the most blocks that are added at once; 0 is a sensible number.
	Batch int
	// Progress is called after each batch, if it is there.
	Progress func(Progress)
}

// Progress tells how far Follow is.
type Progress struct {
	// Height is the number of verified blocks in the index, Target of those that
	// the best source has.
	Height uint64 `json:"height"`
	Target uint64 `json:"target"`
	// Source gave the last block; Transactions were added since the start.
	Source       string `json:"source"`
	Transactions int    `json:"transactions"`
}

// Follow reads blocks from where the index stands, verifies each, and adds it. The
// verifier must stand there too: chain.Resume of Checkpoint, or a new one.
//
// A block comes from the first source that gives one that holds. One that is
// broken, and whose it was, is kept as a finding, and the next source is asked.
// If none gives a block that holds, Follow ends with INDEX_STUCK; a source that
// is away is asked again after a pause, as long as ctx allows. A locked or full
// database ends it with INDEX_LOCKED or INDEX_FULL: what was added stays, and the
// next run goes on.
func Follow[P any](ctx context.Context, x *Index, verifier Verifier[P], sources []chain.Source, o Options) error {
	panic("to be written")
}
