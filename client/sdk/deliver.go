package sdk

import (
	"context"
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/chconfig"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/comm"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/client/dispatcher"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/deliverclient/connection"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/deliverclient/seek"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/endpoint"
)

// What a peer may say instead of a block.
var (
	errRefused    = errors.New("the peer does not let this identity read blocks")
	errUnreadable = errors.New("the block cannot be read")
)

// delivery is one peer's stream of full blocks. The SDK's event client is left
// aside: it reconnects by a policy of its own, and says nothing when a peer hangs.
type delivery struct {
	connection *connection.DeliverConnection
	messages   chan any // closed when the stream ends
}

// deliver asks a peer for its blocks from a number on, without an end.
func (l *Ledger) deliver(ctx context.Context, from fab.Peer, number uint64) (*delivery, error) {
	endpoints := l.context.EndpointConfig()
	settings, found := endpoints.PeerConfig(from.URL())
	if !found {
		return nil, fmt.Errorf("the connection profile has no peer %s", from.URL())
	}
	options := append(endpoint.FromPeerConfig(endpoints, from, settings).Opts(), comm.WithParentContext(ctx))
	opened, err := connection.New(l.context, chconfig.NewChannelCfg(l.settings.Channel), connection.Deliver, from.URL(), options...)
	switch {
	case err != nil && errors.Is(root(err), errClosed):
		return nil, errClosed
	case err != nil:
		return nil, err
	}
	if err := opened.Send(seek.InfoFrom(number)); err != nil {
		opened.Close()
		return nil, err
	}
	d := &delivery{connection: opened, messages: make(chan any)}
	go func() {
		defer close(d.messages)
		opened.Receive(d.messages)
	}()
	return d, nil
}

// close ends the stream, and takes what is still under way, for which the SDK
// would otherwise wait for ever.
func (d *delivery) close() {
	d.connection.Close()
	go func() {
		for range d.messages { //nolint:revive // nobody wants it any more
		}
	}()
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
		switch status := response.GetStatus(); status {
		case common.Status_NOT_FOUND:
			return nil, errAbsent
		case common.Status_FORBIDDEN:
			return nil, errRefused
		default:
			return nil, fmt.Errorf("the peer answered %s", status)
		}
	}
	return nil, fmt.Errorf("the stream gave a %T", message)
}
