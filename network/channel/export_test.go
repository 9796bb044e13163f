package channel

import (
	"context"
	"crypto/rand"
	"os"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Imitate makes a block as configtxgen does, with a random number and the time, of the
// configuration that a draft means. That configtxgen comes to the same is tested where it
// has been built. A change may make another configuration of it.
func Imitate(draft Draft, change func(*common.Config)) Run {
	return func(_ context.Context, _ string, args ...string) (string, error) {
		group, err := draft.expected()
		if err != nil {
			return "", err
		}
		config := &common.Config{ChannelGroup: group}
		if change != nil {
			change(config)
		}
		e := encoder{}
		payload := &common.Payload{Data: e.bytes(&common.ConfigEnvelope{Config: config}), Header: &common.Header{
			ChannelHeader:   e.bytes(&common.ChannelHeader{Type: 1, Version: 1, ChannelId: draft.Channel, Timestamp: timestamppb.Now()}),
			SignatureHeader: e.bytes(&common.SignatureHeader{Nonce: []byte(rand.Text())}),
		}}
		block := &common.Block{
			Header: &common.BlockHeader{}, Data: &common.BlockData{Data: [][]byte{e.bytes(&common.Envelope{Payload: e.bytes(payload)})}},
			Metadata: &common.BlockMetadata{Metadata: [][]byte{{}, {}, {}, {}, {}}},
		}
		block.Header.DataHash = dataHash(block)
		content := e.bytes(block)
		if e.err != nil {
			return "", e.err
		}
		return "", os.WriteFile(args[len(args)-1], content, 0o600)
	}
}
