package rest

import (
	"context"

	"golang.org/x/sync/semaphore"

	"allianceregistry/audit/index"
)

// What bounds the memory of long pages, those of more rows than a page has by itself: one is
// read and written at a time, and so many bytes of them wait for whoever takes them slowly. Others
// wait for their turn. Short pages never do: files and long pages leave them a connection of the
// index.
const (
	maxMade = 1
	maxHeld = 32 << 20
)

// long has room for pages that are long. It may be used from several goroutines.
type long struct {
	made, held *semaphore.Weighted
}

func newLong() long { return long{semaphore.NewWeighted(maxMade), semaphore.NewWeighted(maxHeld)} }

// page makes a page when its turn comes; done is called when it was sent. It fails with the
// context's error when whoever asked has gone meanwhile.
func (l long) page(ctx context.Context, read func() (content []byte, next string, err error)) (content []byte, next string, done func(), err error) {
	if err := l.made.Acquire(ctx, 1); err != nil {
		return nil, "", nil, err
	}
	defer l.made.Release(1) // not before there is room for what was made
	content, next, err = read()
	if err != nil {
		return nil, "", nil, err
	}
	weight := min(int64(len(content)), maxHeld)
	if err := l.held.Acquire(ctx, weight); err != nil {
		return nil, "", nil, err
	}
	return content, next, func() { l.held.Release(weight) }, nil
}

// ask asks an operation, a long page of it in its turn.
func (h *handler) ask(ctx context.Context, op operation, q question) (content []byte, next string, done func(), err error) {
	if q.number(limitName) > index.DefaultPage {
		return h.long.page(ctx, func() ([]byte, string, error) { return op.ask(ctx, q) })
	}
	content, next, err = op.ask(ctx, q)
	return content, next, func() {}, err
}
