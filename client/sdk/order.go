package sdk

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"
)

// orderPause is the time between two rounds over the orderers: an election of a
// leader takes some of them.
const orderPause = 200 * time.Millisecond

// sendLimit is how long one orderer may take before the next is asked.
const sendLimit = 3 * time.Second

// newOrderers makes the orderers that the connection profile names for a channel.
func newOrderers(c fabcontext.Client, channel string) ([]fab.Orderer, error) {
	var orderers []fab.Orderer
	for _, settings := range c.EndpointConfig().ChannelOrderers(channel) {
		orderer, err := c.InfraProvider().CreateOrdererFromConfig(&settings)
		if err != nil {
			return nil, fmt.Errorf("orderer %s: %w", settings.URL, err)
		}
		orderers = append(orderers, orderer)
	}
	if len(orderers) == 0 {
		return nil, errors.New("it names no orderers for the channel")
	}
	return orderers, nil
}

// acceptance is what is known of a transaction after it was sent to orderers.
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

// order sends a transaction to one orderer after the other, in rounds, until one
// accepts it or the limit is over.
func (l *Ledger) order(ctx context.Context, transaction *fab.Transaction) (acceptance, error) {
	limited, cancel := context.WithTimeout(ctx, l.options.order)
	defer cancel()
	known := notAccepted
	for {
		var faults []error
		for _, i := range rand.Perm(len(l.orderers)) {
			got, err := l.send(limited, transaction, l.orderers[i])
			if got == accepted || got == turnedDown {
				return got, err
			}
			known = max(known, got)
			faults = append(faults, err)
		}
		select {
		case <-limited.Done():
			return known, errors.Join(append(faults, ctx.Err())...)
		case <-time.After(orderPause):
		}
	}
}

// send sends a transaction to one orderer.
func (l *Ledger) send(ctx context.Context, transaction *fab.Transaction, orderer fab.Orderer) (acceptance, error) {
	request, cancel := l.request(ctx, sendLimit)
	defer cancel()
	_, err := txn.Send(request, transaction, []fab.Orderer{orderer})
	if err == nil {
		return accepted, nil
	}
	return judgeOrderer(err), fmt.Errorf("orderer %s: %w", orderer.URL(), plain(err))
}

// judgeOrderer tells whether an orderer that failed may have the transaction all
// the same.
func judgeOrderer(err error) acceptance {
	s, found := status.FromError(err)
	if !found {
		return maybeAccepted
	}
	switch {
	case s.Group == status.OrdererClientStatus, strings.Contains(err.Error(), "NewAtomicBroadcastClient failed"):
		return notAccepted // it was never sent
	case s.Group != status.OrdererServerStatus:
		return maybeAccepted // the connection broke, or the time was over
	case s.Code == int32(common.Status_SERVICE_UNAVAILABLE), s.Code == int32(common.Status_INTERNAL_SERVER_ERROR):
		if strings.Contains(s.Message, "no Raft leader") {
			return notAccepted
		}
		return maybeAccepted // it may have been handed on to a leader
	default:
		return turnedDown
	}
}
