package channel

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// transaction is the one transaction of a configuration block, unwrapped.
type transaction struct {
	block    common.Block
	envelope common.Envelope
	payload  common.Payload
	config   common.ConfigEnvelope
}

// parseBlock reads a configuration block.
func parseBlock(content []byte) (*transaction, error) {
	tx := &transaction{}
	if err := proto.Unmarshal(content, &tx.block); err != nil {
		return nil, fmt.Errorf("configuration block: %w", err)
	}
	if len(tx.block.GetData().GetData()) != 1 {
		return nil, errors.New("configuration block: it must hold one transaction")
	}
	for _, layer := range []struct {
		content func() []byte
		into    proto.Message
	}{
		{func() []byte { return tx.block.GetData().GetData()[0] }, &tx.envelope},
		{tx.envelope.GetPayload, &tx.payload},
		{tx.payload.GetData, &tx.config},
	} {
		if err := proto.Unmarshal(layer.content(), layer.into); err != nil {
			return nil, fmt.Errorf("configuration block: %w", err)
		}
	}
	return tx, nil
}

// Config returns the configuration in a configuration block.
func Config(block []byte) (*common.Config, error) {
	tx, err := parseBlock(block)
	if err != nil {
		return nil, err
	}
	return tx.config.GetConfig(), nil
}

// FirstHash returns the header hash of a channel's genesis block. A block whose header
// does not match its content is refused: its hash would prove nothing.
func FirstHash(content []byte) ([]byte, error) {
	var block common.Block
	if err := proto.Unmarshal(content, &block); err != nil {
		return nil, fmt.Errorf("block: %w", err)
	}
	header := block.GetHeader()
	if header == nil || header.GetNumber() != 0 {
		return nil, errors.New("block: not the first of a channel")
	}
	if !bytes.Equal(dataHash(&block), header.GetDataHash()) {
		return nil, errors.New("block: its header does not match its content")
	}
	return headerHash(header)
}

// dataHash returns the hash of a block's transactions.
func dataHash(block *common.Block) []byte {
	hash := sha256.Sum256(bytes.Join(block.GetData().GetData(), nil))
	return hash[:]
}

// headerHash returns the hash by which the next block refers to this one: SHA-256 over the
// DER sequence of number, previous hash and data hash (Fabric 3.1.1,
// protoutil/blockutils.go).
func headerHash(header *common.BlockHeader) ([]byte, error) {
	sequence, err := asn1.Marshal(struct {
		Number         *big.Int
		Previous, Data []byte
	}{new(big.Int).SetUint64(header.GetNumber()), header.GetPreviousHash(), header.GetDataHash()})
	if err != nil {
		return nil, fmt.Errorf("block header: %w", err)
	}
	hash := sha256.Sum256(sequence)
	return hash[:], nil
}
