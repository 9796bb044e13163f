package gateway

import (
	"context"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// transport is what a ledger does with one peer.
type transport struct{}

var _ failover.Transport[*Peer] = transport{}

// Ask implements failover.Transport.
func (transport) Ask(ctx context.Context, peer *Peer, name string, argument []byte) ([]byte, error) {
	return peer.Ask(ctx, name, argument)
}

// Find implements failover.Transport.
func (transport) Find(ctx context.Context, peer *Peer, tx string) (client.Place, error) {
	return peer.Find(ctx, tx)
}

// Height implements failover.Transport.
func (transport) Height(ctx context.Context, peer *Peer) (uint64, error) { return peer.Height(ctx) }

// Deliver implements failover.Transport.
func (transport) Deliver(ctx context.Context, peer *Peer, from uint64, take func(client.Block, error) error) error {
	return peer.deliver(ctx, from, func(delivered *common.Block) error {
		raw, err := proto.Marshal(delivered)
		if err != nil {
			return err
		}
		return take(eventsIn(raw, peer.settings.Chaincode))
	})
}
