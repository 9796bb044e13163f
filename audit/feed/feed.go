package feed

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"sync"
	"time"

	"allianceregistry/audit/index"
)

// Filter narrows events. What is empty does not narrow; all that is given must hold.
type Filter struct {
	// Alliance and Party are whom an event is about; Party also who acted.
	Alliance, Party string
	// Type is one of membership.EventTypes.
	Type string
}

// Feed reads events of an index, and waits for more. It may be used from several
// goroutines.
type Feed struct {
	index *index.Index
	look  time.Duration // after so long it looks for blocks of which nobody told

	mu    sync.Mutex
	grown chan struct{} // closed when blocks were added
}

// lookPause is how often an index is looked at that another program adds to.
const lookPause = 2 * time.Second

// New reads from an index.
func New(x *index.Index) *Feed {
	return &Feed{index: x, look: lookPause, grown: make(chan struct{})}
}

// Wake tells that blocks were added. Without it they are found a moment later.
func (f *Feed) Wake() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.grown)
	f.grown = make(chan struct{})
}

func (f *Feed) growth() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.grown
}

// ErrEmpty says that the index has no block yet, so nobody knows of which chain it
// will be.
var ErrEmpty = errors.New("the index is empty")

// Source names the chain, as the source of CloudEvents: "/ledgers/" and the SHA-256 of
// its block 0 in lower-case hex. It fails with ErrEmpty.
func (f *Feed) Source(ctx context.Context) (string, error) {
	at, err := f.index.Checkpoint(ctx)
	if err == nil && at.Next == 0 {
		err = ErrEmpty
	}
	return "/ledgers/" + hex.EncodeToString(at.Genesis), err
}

// End is behind everything that the index has now; the zero Position if that is nothing.
func (f *Feed) End(ctx context.Context) (Position, error) {
	at, err := f.index.Checkpoint(ctx)
	if err != nil || at.Next == 0 {
		return Position{}, err
	}
	return endOf(at.Next - 1), nil
}

// Events yields what took effect behind a position, in the order of the chain, and then
// what follows, as its blocks come. It ends with an error, the last that it yields:
// ctx's, or the index's. Whoever calls it again with the position of the last event goes
// on without loss.
func (f *Feed) Events(ctx context.Context, after Position, filter Filter) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for {
			grown := f.growth()
			end, goesOn, err := f.pass(ctx, after, filter, yield)
			if err == nil && goesOn {
				after = end
				err = f.wait(ctx, grown)
			}
			if err != nil {
				yield(Event{}, err)
			}
			if err != nil || !goesOn {
				return
			}
		}
	}
}

// pass yields what the index has now behind a position, and returns the position behind
// all that, and whether the receiver wants more.
func (f *Feed) pass(ctx context.Context, after Position, filter Filter, yield func(Event, error) bool) (Position, bool, error) {
	end, err := f.End(ctx)
	if err != nil || !after.Before(end) || end.Block == 0 { // block 0 makes the channel, and to History means no bound
		return after, true, err
	}
	source, err := f.Source(ctx)
	if err != nil {
		return after, true, err
	}
	asked := index.Filter{
		Alliance: filter.Alliance, Party: filter.Party, Type: filter.Type,
		FromBlock: after.Block, UntilBlock: end.Block, Page: index.Page{Oldest: true},
	}
	for {
		page, err := f.index.History(ctx, asked)
		if err != nil {
			return after, true, err
		}
		for _, entry := range page.Entries {
			if entry.Event == nil || !after.Before(Position{Block: entry.Block, Index: entry.Index}) {
				continue
			}
			if !yield(eventOf(source, entry), nil) {
				return after, false, nil
			}
		}
		if asked.Bookmark = page.Next; page.Next == "" {
			return end, true, nil
		}
	}
}

func (f *Feed) wait(ctx context.Context, grown <-chan struct{}) error {
	timer := time.NewTimer(f.look)
	defer timer.Stop()
	select {
	case <-grown:
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
