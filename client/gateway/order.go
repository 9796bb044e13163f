package gateway

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"allianceregistry/client/internal/failover"
)

// order sends a transaction to the orderers through one peer's gateway after the
// other, until one of them accepts it or the limit is over.
func (l *Ledger) order(ctx context.Context, made prepared) (failover.Delivery, error) {
	return failover.Order(ctx, l.limits.Order, l.peers.Ordered, func(ctx context.Context, through *Peer) (failover.Delivery, error) {
		limited, cancel := context.WithTimeout(ctx, l.limits.Send)
		defer cancel()
		return through.order(limited, made)
	})
}

// order sends a transaction to the orderers through this peer's gateway.
func (p *Peer) order(ctx context.Context, made prepared) (failover.Delivery, error) {
	transaction, err := p.gateway.NewTransaction(made.raw)
	if err != nil {
		return failover.NotSent, fmt.Errorf("%s: %w", p.Name(), err)
	}
	var reached peer.Peer // filled in once there is a stream to the gateway
	if _, err = transaction.SubmitWithContext(ctx, grpc.Peer(&reached)); err == nil {
		return failover.Accepted, nil
	}
	known := failover.NotSent
	if reached.Addr != nil {
		known = judgeOrder(err)
	}
	return known, fmt.Errorf("%s: %w", p.Name(), err)
}

// judgeOrder says whether a gateway that was reached, and failed, may have handed
// the transaction to an orderer all the same. (Fabric: internal/pkg/gateway,
// Submit.) What it does not say for certain may be.
func judgeOrder(err error) failover.Delivery {
	s := status.Convert(err)
	switch code, message := s.Code(), s.Message(); {
	case strings.Contains(message, "too many requests"),
		strings.Contains(message, "no orderer nodes available"),
		code == codes.FailedPrecondition, // it does not know the orderers
		code == codes.NotFound:           // nor the channel's configuration
		return failover.NotSent
	case strings.Contains(message, "larger than max"),
		code == codes.InvalidArgument, code == codes.PermissionDenied, code == codes.Unauthenticated: // it did not try
		return failover.Declined
	}
	// Aborted is an orderer's status of 400 and more. But the gateway asks one orderer
	// after the other, and does not tell of one that it asked before and that broke
	// off: that one may have it.
	return failover.Uncertain
}
