package sdk

import (
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"allianceregistry/client"
)

// placeIn finds a transaction in a block. A block may hold it twice, when it was
// sent twice: the first counts, the peers mark the second as a duplicate.
func placeIn(raw []byte, tx string) (client.Place, error) {
	block := &common.Block{}
	if err := unmarshal(raw, block); err != nil {
		return client.Place{}, fmt.Errorf("read the block: %w", err)
	}
	codes := block.GetMetadata().GetMetadata()
	if len(codes) <= int(common.BlockMetadataIndex_TRANSACTIONS_FILTER) {
		return client.Place{}, fmt.Errorf("block %d has no validation codes", block.GetHeader().GetNumber())
	}
	for i, envelope := range block.GetData().GetData() {
		id, err := transactionID(envelope)
		if err != nil {
			return client.Place{}, fmt.Errorf("read transaction %d of block %d: %w", i, block.GetHeader().GetNumber(), err)
		}
		if filter := codes[common.BlockMetadataIndex_TRANSACTIONS_FILTER]; id == tx && i < len(filter) {
			return client.Place{Tx: tx, Block: block.GetHeader().GetNumber(), Code: codeName(peer.TxValidationCode(filter[i]))}, nil
		}
	}
	return client.Place{}, fmt.Errorf("block %d does not hold transaction %s", block.GetHeader().GetNumber(), tx)
}

// transactionID reads a transaction's id out of its envelope.
func transactionID(raw []byte) (string, error) {
	envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	if err := unmarshal(raw, envelope); err != nil {
		return "", err
	}
	if err := unmarshal(envelope.GetPayload(), payload); err != nil {
		return "", err
	}
	err := unmarshal(payload.GetHeader().GetChannelHeader(), header)
	return header.GetTxId(), err
}

// codeName is Fabric's name of a validation code, or its number if this version
// of Fabric's protocol does not know it.
func codeName(code peer.TxValidationCode) string { return code.String() }

// unmarshal reads a message of the SDK's generation of Fabric's protocol.
func unmarshal(raw []byte, message protoadapt.MessageV1) error {
	return proto.Unmarshal(raw, protoadapt.MessageV2Of(message))
}

// marshal writes one.
func marshal(message protoadapt.MessageV1) ([]byte, error) {
	return proto.Marshal(protoadapt.MessageV2Of(message))
}
