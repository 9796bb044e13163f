package client

import (
	"context"
	"errors"
	"iter"
	"math"

	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// Position is an event's place in the chain; ParsePosition reads one.
type Position = form.EventID

// ParsePosition reads "BLOCK.INDEX", as Position's String writes it.
func ParsePosition(text string) (Position, error) { return form.ParseEventID(text) }

// Event is what a transaction did, and where it stands in the chain. Only
// transactions that took effect have one.
type Event struct {
	Position
	Tx    string           `json:"tx"`
	Event membership.Event `json:"event"`
}

// Block is a block's number and what took effect in it, in order.
type Block struct {
	Number uint64
	Events []Event
}

// NoEnd, as the end of a range of blocks, means that it goes on with blocks that
// are yet to come.
const NoEnd uint64 = math.MaxUint64

// Events yields everything that took effect, in the order of the chain: from a
// position on, and before the block until. A reader that stops after an event
// goes on later from that event's Position.Next(), and misses nothing and sees
// nothing twice.
//
// It goes on by itself when the network failed for a moment. It ends with an
// error, the last that it yields, if ctx ends or the network is down for longer
// than the attempts last; from the same position it can then be called again.
func (c *Client) Events(ctx context.Context, from Position, until uint64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for block, err := range c.blocks(ctx, from.Block, until) {
			if err != nil {
				yield(Event{}, err)
				return
			}
			for _, event := range block.Events {
				if !event.Before(from) && !yield(event, nil) {
					return
				}
			}
		}
	}
}

// blocks yields the blocks of a range, and begins again at the one that is
// missing after a fault.
func (c *Client) blocks(ctx context.Context, next, until uint64) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		for attempt := 1; next < until; attempt++ {
			failed := errEnded
			for block, err := range c.ledger.Blocks(ctx, next) {
				if err != nil {
					failed = err
					break
				}
				if !yield(block, nil) {
					return
				}
				next, attempt = block.Number+1, 0
				if next >= until {
					return
				}
			}
			if err := c.pauseAfter(ctx, failed, attempt); err != nil {
				yield(Block{}, err)
				return
			}
		}
	}
}

// errEnded is for a ledger that says neither what follows nor why nothing does.
var errEnded error = &Fault{Phase: Query, Kind: Unavailable, Err: errors.New("the blocks ended")}

// pauseAfter waits before the next attempt, or returns why there is none.
func (c *Client) pauseAfter(ctx context.Context, failed error, attempt int) error {
	var fault *Fault
	if !errors.As(failed, &fault) || !fault.Retryable() || attempt >= c.attempts {
		return failed
	}
	if err := c.wait(ctx, max(attempt, 1)); err != nil {
		return errors.Join(fault, err)
	}
	return nil
}

// Height is the number of blocks in the chain as the own host's peer has it.
func (c *Client) Height(ctx context.Context) (height uint64, err error) {
	err = c.retryBusy(ctx, func() error {
		height, err = c.ledger.Height(ctx)
		return err
	})
	return height, err
}
