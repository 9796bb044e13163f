package gateway

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// errStopped ends a stream of which the caller has enough.
var errStopped = errors.New("the caller has enough")

// Blocks reads the chain from a block on, as an auditor does: the bytes (Fabric: common.Block) are this peer's.
// The error is ctx's, or a *client.Fault: Unavailable if the peer is gone, Failed
// if it cannot give the block, because it joined from a later snapshot, say.
func (p *Peer) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		next := from
		for {
			err := p.deliver(ctx, next, func(block *common.Block) error {
				if number := block.GetHeader().GetNumber(); number != next {
					return fmt.Errorf("%w: it sent block %d instead", failover.ErrUnreadable, number)
				}
				raw, err := proto.Marshal(block)
				if err != nil {
					return err
				}
				next++
				if !yield(raw, nil) {
					return errStopped
				}
				return nil
			})
			switch {
			case errors.Is(err, errStopped):
				return
			case errors.Is(err, failover.ErrAbsent):
				err = p.awaitBlock(ctx, next)
			}
			if err != nil {
				yield(nil, p.streamFault(ctx, next, err))
				return
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
		return fmt.Errorf("%w, though its chain has %d", failover.ErrAbsent, height)
	case !failover.Pause(ctx, failover.AbsentPause):
		return ctx.Err()
	}
	return nil
}

// streamFault is the error with which Blocks ends.
func (p *Peer) streamFault(ctx context.Context, number uint64, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	kind := client.Unavailable
	if errors.Is(err, failover.ErrAbsent) || failover.Final(err) {
		kind = client.Failed
	}
	return failover.NewFault(client.Query, kind, "", fmt.Errorf("%s, block %d: %w", p.Name(), number, err))
}
