package network

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/internal/input"
	"allianceregistry/network/words"
)

// Genesis is the channel's genesis block. Auditors who check the blocks of a peer that they
// do not trust start from this hash, which they got from an operator by another channel
// than the network.
type Genesis struct {
	Channel string `json:"channel"`
	Hash    string `json:"hash"` // SHA-256 of the block's header, in hex
	File    string `json:"file"` // the block's path
}

// maxGenesis bounds the size of a genesis block, in bytes.
const maxGenesis = 100 << 20

// Genesis reads the channel's genesis block.
func (n *Network) Genesis() (Genesis, error) {
	content, err := input.ReadFile(n.dir.genesis(), maxGenesis)
	if err != nil {
		return Genesis{}, words.Of("genesis.fault", "cause", err)
	}
	hash, err := firstHash(content)
	if err != nil {
		return Genesis{}, words.Of("genesis.fault", "cause", err)
	}
	return Genesis{Channel: n.topology.Channel, Hash: hex.EncodeToString(hash), File: n.dir.genesis()}, nil
}

// firstHash returns the header hash of a channel's genesis block. A block whose header
// does not match its content is refused: its hash would prove nothing.
func firstHash(content []byte) ([]byte, error) {
	var block common.Block
	if err := proto.Unmarshal(content, &block); err != nil {
		return nil, fmt.Errorf("block: %w", err)
	}
	header := block.GetHeader()
	if header == nil || header.GetNumber() != 0 {
		return nil, errors.New("block: not the first of a channel")
	}
	data := sha256.Sum256(bytes.Join(block.GetData().GetData(), nil))
	if !bytes.Equal(data[:], header.GetDataHash()) {
		return nil, errors.New("block: its header does not match its content")
	}
	return headerHash(header)
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
