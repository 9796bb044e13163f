package gateway

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"allianceregistry/client"
)

// Reasons to leave a peer's stream.
var (
	errHome   = errors.New("the own host's peer answers again")
	errEnough = errors.New("the caller has enough")
)

// Blocks implements client.Ledger. Blocks are those of one peer, the own host's
// if it can be; they are trusted like its answers, for its TLS certificate.
func (l *Ledger) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		reading := &reader{ledger: l, next: from, yield: yield}
		if err := reading.run(ctx); !errors.Is(err, errEnough) {
			yield(client.Block{}, err)
		}
	}
}

// reader reads the chain for one caller, from one peer after another.
type reader struct {
	ledger *Ledger
	next   uint64 // the block that is missing
	yield  func(client.Block, error) bool
}

// run goes over the peers until one gives the block that is missing, and then
// over again. It returns when nobody can give it, or the caller has enough.
func (r *reader) run(ctx context.Context) error {
	for {
		got, err := r.round(ctx)
		switch {
		case errors.Is(err, errEnough):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case got: // from some peer; the next round begins with the best
		case errors.Is(err, errAbsent):
			select {
			case <-ctx.Done():
			case <-time.After(absentPause):
			}
		default:
			return err
		}
	}
}

// round asks one peer after the other, until one has given something.
func (r *reader) round(ctx context.Context) (got bool, err error) {
	var faults []error
	kind := client.Unavailable
	for _, peer := range r.ledger.ordered() {
		began := r.next
		err := r.read(ctx, peer)
		if r.next > began || errors.Is(err, errHome) || errors.Is(err, errEnough) || ctx.Err() != nil {
			return true, err
		}
		if errors.Is(err, errRefused) || errors.Is(err, errUnreadable) {
			kind = client.Failed
		}
		faults = append(faults, fmt.Errorf("%s: %w", peer.Name(), err))
	}
	err = errors.Join(faults...)
	if errors.Is(err, errAbsent) {
		return false, errAbsent
	}
	return false, fault(client.Query, kind, "", err)
}

// read reads from one peer until there is a reason to leave it.
func (r *reader) read(ctx context.Context, peer *Peer) error {
	err := r.follow(ctx, peer)
	if !errors.Is(err, errAbsent) && !errors.Is(err, errEnough) && !errors.Is(err, errHome) {
		peer.passOver(ctx)
	}
	return err
}

// follow takes what a peer's stream brings. When the stream is silent for a while,
// or while it is not the own host's, it is examined whether to stay.
func (r *reader) follow(ctx context.Context, peer *Peer) error {
	l := r.ledger
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages, err := peer.deliver(ctx, r.next)
	if err != nil {
		return err
	}
	home := l.isOwn(peer) || len(l.own()) == 0
	silence := time.NewTimer(l.options.silence)
	defer silence.Stop()
	var doubts chan doubt
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case message := <-messages:
			if err := r.take(message); err != nil {
				return err
			}
			if home { // away from it, the question is also whether it is back
				silence.Reset(l.options.silence)
			}
		case <-silence.C:
			doubts = l.examine(ctx, peer, r.next)
		case found := <-doubts:
			if found.err != nil && (found.next == r.next || errors.Is(found.err, errHome)) {
				return found.err
			}
			silence.Reset(l.options.silence)
		}
	}
}

// take hands one message's block to the caller.
func (r *reader) take(message delivered) error {
	if message.err != nil {
		return message.err
	}
	block, err := eventsIn(message.raw, r.ledger.settings.Chaincode)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if block.Number != r.next {
		return fmt.Errorf("%w: it sent block %d instead of %d", errUnreadable, block.Number, r.next)
	}
	r.next++
	if !r.yield(block, nil) {
		return errEnough
	}
	return nil
}
