package sdk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
)

// absentPause is the time between two rounds over peers that all do not have the
// block yet.
const absentPause = 500 * time.Millisecond

// Reasons to leave a peer's stream.
var (
	errAbsent = errors.New("the peer does not have the block yet")
	errHome   = errors.New("the own host's peer answers again")
	errEnough = errors.New("the caller has enough")
)

// Blocks implements client.Ledger. Blocks are those of one peer, the own host's
// if it can be; they are trusted like its answers, for its TLS certificate.
func (l *Ledger) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		reading := &reader{ledger: l, next: from, yield: yield}
		if err := reading.run(ctx); err != nil && !errors.Is(err, errEnough) {
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
// over again. It returns when nobody can give it.
func (r *reader) run(ctx context.Context) error {
	for {
		got, err := r.round(ctx)
		switch {
		case errors.Is(err, errEnough):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case got: // from some peer; the next round begins with the best
		case errors.Is(err, errClosed):
			return fault(client.Query, client.Failed, "", errClosed)
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
	for _, peer := range r.ledger.peers.ordered() {
		began := r.next
		err := r.read(ctx, peer)
		if r.next > began || errors.Is(err, errHome) || errors.Is(err, errEnough) || ctx.Err() != nil {
			return true, err
		}
		if errors.Is(err, errRefused) || errors.Is(err, errUnreadable) {
			kind = client.Failed
		}
		faults = append(faults, fmt.Errorf("peer of %s: %w", peer.MSPID(), err))
	}
	err = errors.Join(faults...)
	if errors.Is(err, errAbsent) {
		return false, errAbsent
	}
	return false, fault(client.Query, kind, "", err)
}

// read reads from one peer until there is a reason to leave it.
func (r *reader) read(ctx context.Context, peer fab.Peer) error {
	l := r.ledger
	stream, err := l.deliver(ctx, peer, r.next)
	if err != nil {
		l.passOver(ctx, peer)
		return err
	}
	defer stream.close()
	home := l.isOwn(peer) || len(l.peers.own()) == 0
	silence := time.NewTimer(l.options.silence)
	defer silence.Stop()
	var verdicts chan doubt
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case message, open := <-stream.messages:
			if err := r.take(message, open); err != nil {
				if !errors.Is(err, errAbsent) && !errors.Is(err, errEnough) {
					l.passOver(ctx, peer)
				}
				return err
			}
			if home { // away from it, the question is also whether it is back
				silence.Reset(l.options.silence)
			}
		case <-silence.C:
			verdicts = l.examine(ctx, peer, r.next)
		case found := <-verdicts:
			if found.err != nil && (found.next == r.next || errors.Is(found.err, errHome)) {
				return found.err
			}
			silence.Reset(l.options.silence)
		}
	}
}

// take hands one message's block to the caller.
func (r *reader) take(message any, open bool) error {
	if !open {
		return errors.New("the peer ended the stream")
	}
	raw, err := blockIn(message)
	if err != nil {
		return err
	}
	block, err := eventsIn(raw, r.ledger.settings.Chaincode)
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
