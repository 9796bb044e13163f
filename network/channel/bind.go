package channel

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// bind makes the block that follows from the draft of a configuration that configtxgen has
// put into one. The configuration stays as it is. Around it there is no time, and the
// draft's digest stands where configtxgen has a random number.
func (d Draft) bind(config *common.Config) ([]byte, error) {
	nonce, err := d.digest()
	if err != nil {
		return nil, err
	}
	e := &encoder{}
	id := sha256.Sum256(nonce) // of random number and sender, and there is no sender
	payload := &common.Payload{
		Header: &common.Header{
			ChannelHeader: e.bytes(&common.ChannelHeader{
				Type: int32(common.HeaderType_CONFIG), Version: messageVersion, ChannelId: d.Channel, TxId: hex.EncodeToString(id[:]),
			}),
			SignatureHeader: e.bytes(&common.SignatureHeader{Nonce: nonce}),
		},
		Data: e.bytes(&common.ConfigEnvelope{Config: config}),
	}
	block := &common.Block{
		Header:   &common.BlockHeader{},
		Data:     &common.BlockData{Data: [][]byte{e.bytes(&common.Envelope{Payload: e.bytes(payload)})}},
		Metadata: &common.BlockMetadata{Metadata: make([][]byte, len(common.BlockMetadataIndex_name))},
	}
	last := &common.LastConfig{}
	//lint:ignore SA1019 configtxgen still writes it
	block.Metadata.Metadata[common.BlockMetadataIndex_LAST_CONFIG] = e.bytes(&common.Metadata{Value: e.bytes(last)})
	block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = e.bytes(&common.Metadata{Value: e.bytes(&common.OrdererBlockMetadata{LastConfig: last})})
	block.Header.DataHash = dataHash(block)
	return e.bytes(block), e.err
}

// messageVersion is that of a channel header in a genesis block (Fabric 3.1.1,
// common/genesis).
const messageVersion = 1

// encoder encodes messages, maps in order, up to the first error.
type encoder struct{ err error }

func (e *encoder) bytes(message proto.Message) []byte {
	if e.err != nil {
		return nil
	}
	content, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	e.err = err
	return content
}
