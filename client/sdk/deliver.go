package sdk

import (
	"context"
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/options"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/chconfig"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/comm"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/client/dispatcher"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/deliverclient/connection"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/deliverclient/seek"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/endpoint"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// Deliver implements failover.Transport. The SDK's event client is left aside: it
// reconnects by a policy of its own, and says nothing when a peer hangs.
func (t transport) Deliver(ctx context.Context, at *hostPeer, from uint64, take func(client.Block, error) error) error {
	opened, err := t.ledger.openStream(ctx, at, from)
	if err != nil {
		return err
	}
	messages := make(chan any)
	go func() {
		defer close(messages)
		opened.Receive(messages)
	}()
	defer func() {
		opened.Close()
		go drain(messages)
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case message, open := <-messages:
			if !open {
				return errors.New("the peer ended the stream")
			}
			raw, err := blockIn(message)
			if err != nil {
				return err
			}
			if err := take(eventsIn(raw, t.ledger.settings.Chaincode)); err != nil {
				return err
			}
		}
	}
}

// drain takes what a closed stream still brings, for which the SDK would otherwise
// wait for ever.
func drain(messages <-chan any) {
	for range messages { //nolint:revive // nobody wants it any more
	}
}

// openStream asks a peer for its full blocks from a number on, without an end.
func (l *Ledger) openStream(ctx context.Context, at *hostPeer, from uint64) (*connection.DeliverConnection, error) {
	dialing, err := l.dialOptions(ctx, at)
	if err != nil {
		return nil, err
	}
	opened, err := connection.New(l.context, chconfig.NewChannelCfg(l.settings.Channel), connection.Deliver, at.URL(), dialing...)
	switch {
	case err != nil && errors.Is(root(err), failover.ErrClosed):
		return nil, failover.ErrClosed
	case err != nil:
		return nil, err
	}
	if err := opened.Send(seek.InfoFrom(from)); err != nil {
		opened.Close()
		return nil, err
	}
	return opened, nil
}

// dialOptions are how the SDK connects to a peer, for as long as ctx lasts.
func (l *Ledger) dialOptions(ctx context.Context, at *hostPeer) ([]options.Opt, error) {
	endpoints := l.context.EndpointConfig()
	settings, found := endpoints.PeerConfig(at.URL())
	if !found {
		return nil, fmt.Errorf("the connection profile has no peer %s", at.URL())
	}
	return append(endpoint.FromPeerConfig(endpoints, at.Peer, settings).Opts(), comm.WithParentContext(ctx)), nil
}

// blockIn is the block in a message of the stream, or why there is none.
func blockIn(message any) (*common.Block, error) {
	switch message := message.(type) {
	case *dispatcher.DisconnectedEvent:
		return nil, message.Err
	case *connection.Event:
		response, _ := message.Event.(*peer.DeliverResponse)
		if block := response.GetBlock(); block != nil {
			return block, nil
		}
		return nil, failover.NoBlock(response.GetStatus().String())
	}
	return nil, fmt.Errorf("the stream gave a %T", message)
}
