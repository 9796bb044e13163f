package gateway

import (
	"context"
	"errors"
	"strings"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client/internal/failover"
)

// deliver hands on this peer's blocks from a number on, without an end. It returns when
// the stream breaks, when take returns an error, or when ctx ends, and always with an
// error. The library's own block events are left aside: they do not tell why they end.
func (p *Peer) deliver(ctx context.Context, from uint64, take func(*common.Block) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	request, err := p.seek(from)
	if err != nil {
		return err
	}
	stream, err := peer.NewDeliverClient(p.conn).Deliver(ctx)
	if err != nil {
		return plain(err)
	}
	if err := stream.Send(request); err != nil {
		return plain(err)
	}
	for {
		block, err := receive(stream)
		if err != nil {
			return err
		}
		if err := take(block); err != nil {
			return err
		}
	}
}

// receive returns a stream's next block, or why there is none.
func receive(stream peer.Deliver_DeliverClient) (*common.Block, error) {
	message, err := stream.Recv()
	if err != nil {
		return nil, plain(err)
	}
	if block := message.GetBlock(); block != nil {
		return block, nil
	}
	return nil, failover.NoBlock(message.GetStatus().String())
}

// seek is the signed request for the blocks from a number on.
func (p *Peer) seek(from uint64) (*common.Envelope, error) {
	request, err := p.gateway.GetNetwork(p.settings.Channel).NewBlockEventsRequest(fabric.WithStartBlock(from))
	if err != nil {
		return nil, err
	}
	raw, err := request.Bytes()
	if err != nil {
		return nil, err
	}
	envelope := &common.Envelope{}
	if err := proto.Unmarshal(raw, envelope); err != nil {
		return nil, err
	}
	envelope.Signature, err = p.signer.sign(request.Digest())
	return envelope, err
}

// plain takes gRPC's wrapping off an error, so that a person reads the peer's own
// words.
func plain(err error) error {
	message := status.Convert(err).Message()
	switch {
	case message == "":
		return err
	case strings.Contains(message, failover.ClosedText):
		return failover.ErrClosed
	}
	return errors.New(message)
}
