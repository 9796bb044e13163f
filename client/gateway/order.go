package gateway

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"allianceregistry/client/adapter"
)

// order sends a transaction to the orderers through one peer's gateway after the
// other, until one of them accepts it or the limit is over.
func (l *Ledger) order(ctx context.Context, made prepared) (adapter.Knowledge, error) {
	return adapter.Order(ctx, l.options.order, func() []adapter.Send {
		var sends []adapter.Send
		for _, peer := range l.ordered() {
			sends = append(sends, func(ctx context.Context) (adapter.Knowledge, error) {
				limited, cancel := context.WithTimeout(ctx, l.options.send)
				defer cancel()
				return peer.order(limited, made)
			})
		}
		return sends
	})
}

// order sends a transaction to the orderers through this peer's gateway.
func (p *Peer) order(ctx context.Context, made prepared) (adapter.Knowledge, error) {
	transaction, err := p.gateway.NewTransaction(made.raw)
	if err != nil {
		return adapter.NotSent, fmt.Errorf("%s: %w", p.Name(), err)
	}
	var reached peer.Peer // filled in once there is a stream to the gateway
	if _, err = transaction.SubmitWithContext(ctx, grpc.Peer(&reached)); err == nil {
		return adapter.Taken, nil
	}
	known := adapter.NotSent
	if reached.Addr != nil {
		known = judgeOrder(err)
	}
	return known, fmt.Errorf("%s: %w", p.Name(), err)
}

// judgeOrder tells whether a gateway that was reached, and failed, may have handed
// the transaction to an orderer all the same. (Fabric: internal/pkg/gateway,
// Submit.) What it does not say for certain may be.
func judgeOrder(err error) adapter.Knowledge {
	s := status.Convert(err)
	switch code, message := s.Code(), s.Message(); {
	case strings.Contains(message, "too many requests"),
		strings.Contains(message, "no orderer nodes available"),
		code == codes.FailedPrecondition, // it does not know the orderers
		code == codes.NotFound:           // nor the channel's configuration
		return adapter.NotSent
	case strings.Contains(message, "larger than max"),
		code == codes.InvalidArgument, code == codes.PermissionDenied, code == codes.Unauthenticated: // it did not try
		return adapter.TurnedDown
	}
	// Aborted is an orderer's status of 400 and more. But the gateway asks one orderer
	// after the other, and does not tell of one that it asked before and that broke
	// off: that one may have it.
	return adapter.MayHave
}
