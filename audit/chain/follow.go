package chain

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// Follow verifies a source's blocks from where the verifier stands on, in order,
// and prepares those that come after on all cores meanwhile: window blocks ahead at
// most. Whoever takes a block has to have written it to state before asking for the
// next. It ends with the source's end; an error, *Broken among them, is the last
// that it yields, and another source can then be followed.
func (v *Verifier) Follow(ctx context.Context, source Source, state State, window int) iter.Seq2[Verified, error] {
	return func(yield func(Verified, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		queue := v.prefetch(ctx, source, window)
		defer func() {
			cancel()
			for range queue { // until the source is let go
			}
		}()
		for next := range queue {
			p := <-next
			if p.failed != nil {
				yield(Verified{}, p.failed)
				return
			}
			verified, err := v.Verify(ctx, p.Prepared, state)
			p.release()
			if !yield(verified, err) || err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Verified{}, err)
		}
	}
}

// maxAheadMiB bounds the blocks that are prepared ahead, in MiB: a source may send ones
// of any size.
const maxAheadMiB = 256

// weight is a block's in MiB, as far as it counts: the largest is prepared alone.
func weight(raw []byte) int64 { return min(1+int64(len(raw)>>20), maxAheadMiB) }

// outcome is a prepared block, or why the source could not give one.
type outcome struct {
	Prepared
	release func() // gives its room back
	failed  error
}

// prefetch prepares blocks on all cores. Its channel gives them in their order, each
// as a channel on which it will be when it is ready.
func (v *Verifier) prefetch(ctx context.Context, source Source, window int) <-chan chan outcome {
	queue := make(chan chan outcome, max(1, window))
	cores := make(chan struct{}, runtime.GOMAXPROCS(0))
	room := semaphore.NewWeighted(maxAheadMiB)
	from := v.next
	go func() {
		defer close(queue)
		for raw, err := range source.Blocks(ctx, from) {
			next := make(chan outcome, 1)
			select {
			case queue <- next:
			case <-ctx.Done():
				return
			}
			if err != nil {
				next <- outcome{failed: err}
				return
			}
			if err := room.Acquire(ctx, weight(raw)); err != nil {
				next <- outcome{failed: err}
				return
			}
			cores <- struct{}{}
			go func() {
				defer func() { <-cores }()
				next <- outcome{Prepared: v.Prepare(raw, source.Name()), release: func() { room.Release(weight(raw)) }}
			}()
		}
	}()
	return queue
}
