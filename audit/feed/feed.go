package feed

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"math"
	"sync"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/membership/form"
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

// End is behind everything that the index has now; the zero EventID if that is nothing.
func (f *Feed) End(ctx context.Context) (form.EventID, error) {
	at, err := f.index.Checkpoint(ctx)
	if err != nil || at.Next == 0 {
		return form.EventID{}, err
	}
	return endOf(at.Next - 1), nil
}

// Events yields what took effect behind a position, in the order of the chain, and then
// what follows, as its blocks come. It ends with an error, the last that it yields:
// ctx's, or the index's. Whoever calls it again with the position of the last event goes
// on without loss.
func (f *Feed) Events(ctx context.Context, after form.EventID, filter Filter) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for {
			grown := f.growth()
			end, err := f.End(ctx)
			goesOn := true
			if err == nil {
				goesOn, err = f.pass(ctx, after, end, filter, yield)
			}
			if err == nil && goesOn {
				if after.Before(end) {
					after = end
				}
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

// pass yields what the index has behind a position and before another, whatever was added
// since, and returns whether the receiver wants more.
func (f *Feed) pass(ctx context.Context, after, end form.EventID, filter Filter, yield func(Event, error) bool) (bool, error) {
	if !after.Before(end) || end.Block == 0 { // block 0 makes the channel, and to History means no bound
		return true, nil
	}
	source, err := f.Source(ctx)
	if err != nil {
		return true, err
	}
	asked := index.Filter{
		Alliance: filter.Alliance, Party: filter.Party, Type: filter.Type,
		FromBlock: after.Block, UntilBlock: end.Block, Page: index.Page{Oldest: true},
	}
	for {
		page, err := f.index.History(ctx, asked)
		if err != nil {
			return true, err
		}
		for _, entry := range page.Entries {
			if entry.Event == nil || !after.Before(form.EventID{Block: entry.Block, Index: entry.Index}) {
				continue
			}
			if !yield(eventOf(source, entry), nil) {
				return false, nil
			}
		}
		if asked.Bookmark = page.Next; page.Next == "" {
			return true, nil
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

// endOf is behind everything that a block can hold.
func endOf(block uint64) form.EventID { return form.EventID{Block: block, Index: math.MaxInt32} }
