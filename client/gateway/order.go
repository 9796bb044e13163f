package gateway

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	// orderPause is the time between two rounds over the peers' gateways: an
	// election of a leader takes some of them.
	orderPause = 200 * time.Millisecond
	// orderLimit is how long one gateway may take: it waits for an orderer that hangs.
	orderLimit = 3 * time.Second
)

// acceptance is what is known of a transaction after it was sent to be ordered.
type acceptance int

const (
	// notAccepted: no orderer has it, it will have no effect.
	notAccepted acceptance = iota
	// maybeAccepted: an orderer may have it.
	maybeAccepted
	// accepted: an orderer said that it has it, which does not mean that it will
	// be committed: the orderer may die with it.
	accepted
	// turnedDown: the orderers do not want it, now or ever.
	turnedDown
)

// order sends a transaction to the orderers through one peer's gateway after the
// other, in rounds, until one of them accepts it or the limit is over.
func (l *Ledger) order(ctx context.Context, made prepared) (acceptance, error) {
	limited, cancel := context.WithTimeout(ctx, l.options.order)
	defer cancel()
	known := notAccepted
	for {
		var faults []error
		for _, peer := range l.ordered() {
			got, err := peer.order(limited, made)
			switch {
			case got == accepted:
				return accepted, nil
			case got == turnedDown && known == maybeAccepted: // of another orderer
				return maybeAccepted, err
			case got == turnedDown:
				return turnedDown, err
			}
			known, faults = max(known, got), append(faults, err)
		}
		select {
		case <-limited.Done():
			return known, errors.Join(append(faults, ctx.Err())...)
		case <-time.After(orderPause):
		}
	}
}

// order sends a transaction to the orderers through this peer's gateway.
func (p *Peer) order(ctx context.Context, made prepared) (acceptance, error) {
	limited, cancel := context.WithTimeout(ctx, orderLimit)
	defer cancel()
	transaction, err := p.gateway.NewTransaction(made.raw)
	if err != nil {
		return notAccepted, fmt.Errorf("%s: %w", p.Name(), err)
	}
	if _, err = transaction.SubmitWithContext(limited); err == nil {
		return accepted, nil
	}
	return judgeOrder(err), fmt.Errorf("%s: %w", p.Name(), err)
}

// judgeOrder tells whether a gateway that failed may have handed the transaction
// to an orderer all the same. (Fabric: internal/pkg/gateway, Submit.)
func judgeOrder(err error) acceptance {
	s := status.Convert(err)
	switch code, message := s.Code(), s.Message(); {
	case strings.Contains(message, "connection error"), // there was none
		strings.Contains(message, "too many requests"),
		strings.Contains(message, "no orderer nodes available"),
		code == codes.FailedPrecondition: // it does not know the orderers
		return notAccepted
	case strings.Contains(message, "larger than max"),
		code == codes.InvalidArgument, code == codes.PermissionDenied, code == codes.Unauthenticated,
		code == codes.Aborted: // an orderer's status of 400 and more
		return turnedDown
	}
	return maybeAccepted
}
