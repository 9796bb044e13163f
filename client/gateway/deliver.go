package gateway

import (
	"context"
	"errors"
	"fmt"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// What a peer may say instead of a block.
var (
	errAbsent     = errors.New("the peer does not have the block")
	errRefused    = errors.New("the peer does not let this identity read blocks")
	errUnreadable = errors.New("the block cannot be read")
)

// delivered is what a peer's stream brings: the bytes of a block (Fabric:
// common.Block), or why it ends.
type delivered struct {
	number uint64
	raw    []byte
	err    error
}

// deliver asks this peer for its blocks from a number on, without an end. The
// stream ends with ctx, or with an error, which is the last that it brings. The
// library's own block events are left aside: they do not tell why they end.
func (p *Peer) deliver(ctx context.Context, from uint64) (<-chan delivered, error) {
	request, err := p.seek(from)
	if err != nil {
		return nil, err
	}
	stream, err := peer.NewDeliverClient(p.conn).Deliver(ctx)
	if err != nil {
		return nil, plain(err)
	}
	if err := stream.Send(request); err != nil {
		return nil, plain(err)
	}
	messages := make(chan delivered)
	go func() {
		for {
			message := next(stream)
			select {
			case messages <- message:
			case <-ctx.Done():
				return
			}
			if message.err != nil {
				return
			}
		}
	}()
	return messages, nil
}

// next is a stream's next block, or why there is none.
func next(stream peer.Deliver_DeliverClient) delivered {
	message, err := stream.Recv()
	if err != nil {
		return delivered{err: plain(err)}
	}
	if block := message.GetBlock(); block != nil {
		raw, err := proto.Marshal(block)
		return delivered{block.GetHeader().GetNumber(), raw, err}
	}
	switch said := message.GetStatus(); said {
	case common.Status_NOT_FOUND:
		return delivered{err: errAbsent}
	case common.Status_FORBIDDEN:
		return delivered{err: errRefused}
	default:
		return delivered{err: fmt.Errorf("the peer answered %s", said)}
	}
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
// words. What ends with its context stays as it is.
func plain(err error) error {
	if s := status.Convert(err); s.Message() != "" {
		return errors.New(s.Message())
	}
	return err
}
