package blocktest

import (
	"bytes"
	"encoding/asn1"
	"math/big"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// Orderers sign a block.
type Orderers struct {
	// Raft sign with their identity, BFT with their number in the configuration.
	Raft []Signer
	BFT  map[uint32]Signer
}

// NewBlock makes a block as a peer has it: all its transactions VALID, signed by the
// orderers together with the number of the configuration in force.
func NewBlock(number uint64, previous []byte, lastConfig uint64, orderers Orderers, transactions ...[]byte) []byte {
	header := &common.BlockHeader{Number: number, PreviousHash: previous, DataHash: hash(transactions...)}
	value := marshal(&common.OrdererBlockMetadata{LastConfig: &common.LastConfig{Index: lastConfig}})
	metadata := make([][]byte, entries)
	metadata[common.BlockMetadataIndex_SIGNATURES] = marshal(&common.Metadata{
		Value:      value,
		Signatures: orderers.sign(value, headerBytes(header)),
	})
	metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = make([]byte, len(transactions))
	return marshal(&common.Block{
		Header:   header,
		Data:     &common.BlockData{Data: transactions},
		Metadata: &common.BlockMetadata{Metadata: metadata},
	})
}

// sign signs a header and what goes with it.
func (o Orderers) sign(value, header []byte) []*common.MetadataSignature {
	var signatures []*common.MetadataSignature
	for _, orderer := range o.Raft {
		name := marshal(&common.SignatureHeader{Creator: orderer.Serialized(), Nonce: []byte("nonce")})
		signatures = append(signatures, &common.MetadataSignature{
			SignatureHeader: name,
			Signature:       orderer.Sign(bytes.Join([][]byte{value, name, header}, nil)),
		})
	}
	for number, orderer := range o.BFT {
		name := marshal(&common.IdentifierHeader{Identifier: number, Nonce: []byte("nonce")})
		signatures = append(signatures, &common.MetadataSignature{
			IdentifierHeader: name,
			Signature:        orderer.Sign(bytes.Join([][]byte{value, name, header}, nil)),
		})
	}
	return signatures
}

// headerBytes is the form of a header that is hashed and signed.
func headerBytes(header *common.BlockHeader) []byte {
	raw, err := asn1.Marshal(struct {
		Number         *big.Int
		Previous, Data []byte
	}{new(big.Int).SetUint64(header.Number), header.PreviousHash, header.DataHash})
	must(err)
	return raw
}

// Hash is the hash of a block's header: what the next one names as previous.
func Hash(raw []byte) []byte { return hash(headerBytes(unmarshal(raw, &common.Block{}).Header)) }
