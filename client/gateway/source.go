package gateway

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"allianceregistry/client"
)

// absentPause is the time between two questions for a block that is beyond what
// there is.
const absentPause = 500 * time.Millisecond

// Blocks reads the chain from a block on, as an auditor does: the bytes (Fabric: common.Block) are this peer's.
// The error is ctx's, or a *client.Fault: Unavailable if the peer is gone, Failed
// if it cannot give the block, because it joined from a later snapshot, say.
func (p *Peer) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			err := p.stream(ctx, &from, yield)
			switch {
			case errors.Is(err, errEnough):
				return
			case errors.Is(err, errAbsent):
				err = p.awaitBlock(ctx, from)
			}
			if err != nil {
				yield(nil, p.streamFault(ctx, from, err))
				return
			}
		}
	}
}

// stream hands on blocks until the peer ends its stream, which is an error, or the
// caller has enough.
func (p *Peer) stream(ctx context.Context, from *uint64, yield func([]byte, error) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages, err := p.deliver(ctx, *from)
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case message := <-messages:
			if message.err != nil {
				return message.err
			}
			if message.number != *from {
				return fmt.Errorf("%w: it sent block %d instead", errUnreadable, message.number)
			}
			*from++
			if !yield(message.raw, nil) {
				return errEnough
			}
		}
	}
}

// awaitBlock waits until the peer's chain has come to a block that lies ahead. It
// fails if the block does not: then the peer never had it.
func (p *Peer) awaitBlock(ctx context.Context, number uint64) error {
	height, err := p.Height(ctx)
	switch {
	case err != nil:
		return err
	case height > number:
		return fmt.Errorf("%w, though its chain has %d", errAbsent, height)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(absentPause):
		return nil
	}
}

// streamFault is the error with which Blocks ends.
func (p *Peer) streamFault(ctx context.Context, number uint64, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	kind := client.Unavailable
	if errors.Is(err, errAbsent) || final(err) {
		kind = client.Failed
	}
	return fault(client.Query, kind, "", fmt.Errorf("%s, block %d: %w", p.Name(), number, err))
}
