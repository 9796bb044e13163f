package sdk

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"

	"allianceregistry/client/internal/failover"
)

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

// order sends a transaction to one orderer after the other, in no certain order,
// until one accepts it or the limit is over.
func (l *Ledger) order(ctx context.Context, transaction *fab.Transaction) (failover.Delivery, error) {
	return failover.Order(ctx, l.options.limits.Order, l.shuffledOrderers, func(ctx context.Context, to fab.Orderer) (failover.Delivery, error) {
		return l.send(ctx, transaction, to)
	})
}

func (l *Ledger) shuffledOrderers() []fab.Orderer {
	shuffled := slices.Clone(l.orderers)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	return shuffled
}

// send sends a transaction to one orderer.
func (l *Ledger) send(ctx context.Context, transaction *fab.Transaction, orderer fab.Orderer) (failover.Delivery, error) {
	request, cancel := l.request(ctx, l.options.limits.Send)
	defer cancel()
	_, err := txn.Send(request, transaction, []fab.Orderer{orderer})
	if err == nil {
		return failover.Accepted, nil
	}
	return judgeOrderer(err), fmt.Errorf("orderer %s: %w", orderer.URL(), plain(err))
}

// noChannel is what an orderer says, as of a bad request, of a channel that it has not joined
// or has been taken out of (Fabric 3.1.1, orderer/common/types/errors.go).
const noChannel = "channel does not exist"

// judgeOrderer says whether an orderer that failed may have the transaction all
// the same.
func judgeOrderer(err error) failover.Delivery {
	s, found := status.FromError(err)
	if !found {
		return failover.Uncertain
	}
	switch {
	case s.Group == status.OrdererClientStatus, strings.Contains(err.Error(), "NewAtomicBroadcastClient failed"):
		return failover.NotSent // it was never sent
	case s.Group != status.OrdererServerStatus:
		return failover.Uncertain // the connection broke, or the time was over
	case s.Code == int32(common.Status_SERVICE_UNAVAILABLE), s.Code == int32(common.Status_INTERNAL_SERVER_ERROR):
		if strings.Contains(s.Message, "no Raft leader") {
			return failover.NotSent
		}
		return failover.Uncertain // it may have been handed on to a leader
	case s.Code == int32(common.Status_NOT_FOUND), s.Message == noChannel:
		return failover.NotSent // this orderer does not serve the channel, or no longer; another may
	default:
		return failover.Declined
	}
}
