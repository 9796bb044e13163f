package failover

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"allianceregistry/client"
)

// AbsentPause is the time between two questions for a block that no peer has yet.
const AbsentPause = 500 * time.Millisecond

// What a peer may say instead of a block.
var (
	ErrAbsent     = errors.New("the peer does not have the block")
	ErrForbidden  = errors.New("the peer does not let this identity read blocks")
	ErrUnreadable = errors.New("the block cannot be read")
	ErrClosed     = errors.New("the connection to the ledger is closed")
)

// NoBlock is the error of a peer that sends a status (Fabric: common.Status) instead of a
// block.
func NoBlock(status string) error {
	switch status {
	case "NOT_FOUND":
		return ErrAbsent
	case "FORBIDDEN":
		return ErrForbidden
	}
	return fmt.Errorf("the peer answered %s", status)
}

// Final reports whether asking a peer for a block again is of no use.
func Final(err error) bool {
	return errors.Is(err, ErrForbidden) || errors.Is(err, ErrUnreadable) || errors.Is(err, ErrClosed)
}

// Other reasons to leave a peer's stream.
var (
	errOwnIsBack  = errors.New("the own host's peer answers again")
	errOwnIsAhead = fmt.Errorf("%w, and says that it has the block", errOwnIsBack)
	errStopped    = errors.New("the caller has enough")
)

// maxReturns is how often the own host's peer is believed that it has a block that in the
// end nobody gives.
const maxReturns = 3

// Blocks implements client.Ledger. Blocks are those of one peer, the own host's
// if it can be; they are trusted like its answers, for its TLS certificate.
func (r Reads[P]) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		reader := &blockReader[P]{Reads: r, next: from, yield: yield}
		if err := reader.run(ctx); !errors.Is(err, errStopped) {
			yield(client.Block{}, err)
		}
	}
}

// blockReader reads the chain for one caller, from one peer after another.
type blockReader[P Peer] struct {
	Reads[P]
	next  uint64 // the block that is missing
	yield func(client.Block, error) bool
}

// run goes over the peers until one gives the block that is missing, and then
// over again. It returns when nobody can give it, or the caller has enough.
func (r *blockReader[P]) run(ctx context.Context) error {
	for returns := 0; ; {
		began := r.next
		err := r.readAny(ctx)
		switch {
		case errors.Is(err, errStopped):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case r.next > began: // begin again with the best peer
			returns = 0
		case errors.Is(err, errOwnIsAhead) && returns < maxReturns:
			returns++
		case errors.Is(err, errOwnIsBack) && !errors.Is(err, errOwnIsAhead):
		case errors.Is(err, ErrAbsent):
			Pause(ctx, AbsentPause)
		case Final(err):
			return NewFault(client.Query, client.Failed, "", err)
		default:
			return NewFault(client.Query, client.Unavailable, "", err)
		}
	}
}

// readAny reads from one peer after the other, until one has given something, or the own
// host's is to be tried once more. The error is why it left them.
func (r *blockReader[P]) readAny(ctx context.Context) error {
	var faults []error
	for began, peers := r.next, r.pool.Ordered(); len(peers) > 0; peers = peers[1:] {
		err := r.read(ctx, peers[0])
		faults = append(faults, fmt.Errorf("%s: %w", peers[0].Name(), err))
		if r.next > began || errors.Is(err, errOwnIsBack) || errors.Is(err, errStopped) || ctx.Err() != nil {
			break
		}
	}
	return errors.Join(faults...)
}

// read reads from one peer until there is a reason to leave it.
func (r *blockReader[P]) read(ctx context.Context, peer P) error {
	err := r.follow(ctx, peer)
	if !errors.Is(err, ErrAbsent) && !errors.Is(err, errStopped) && !errors.Is(err, errOwnIsBack) {
		r.pool.MarkFailed(ctx, peer)
	}
	return err
}

// follow takes what a peer's stream brings. Whether to stay is checked when the stream
// is silent for a while, and now and then while it is not the own host's.
func (r *blockReader[P]) follow(ctx context.Context, peer P) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	blocks, ended := r.open(ctx, peer)
	own := r.pool.IsOwn(peer) || len(r.pool.Own()) == 0
	silence := time.NewTimer(r.limits.Silence)
	defer silence.Stop()
	var checked chan stall
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case block := <-blocks:
			if err := r.take(block); err != nil {
				return err
			}
			if own { // with another's, the question is also whether the own is back
				silence.Reset(r.limits.Silence)
			}
		case err := <-ended:
			return err
		case <-silence.C:
			checked = r.checkInBackground(ctx, peer)
		case found := <-checked:
			if found.err != nil && (found.next == r.next || errors.Is(found.err, errOwnIsBack)) {
				return found.err
			}
			silence.Reset(r.limits.Silence)
		}
	}
}

// open has a peer deliver blocks until ctx ends, and returns why it does no more.
func (r *blockReader[P]) open(ctx context.Context, peer P) (<-chan client.Block, <-chan error) {
	blocks, ended := make(chan client.Block), make(chan error, 1)
	from := r.next
	go func() {
		ended <- r.transport.Deliver(ctx, peer, from, func(block client.Block, err error) error {
			if err != nil {
				return fmt.Errorf("%w: %w", ErrUnreadable, err)
			}
			select {
			case blocks <- block:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	return blocks, ended
}

// take hands a block to the caller.
func (r *blockReader[P]) take(block client.Block) error {
	if block.Number != r.next {
		return fmt.Errorf("%w: it sent block %d instead of %d", ErrUnreadable, block.Number, r.next)
	}
	r.next++
	if !r.yield(block, nil) {
		return errStopped
	}
	return nil
}
