package block

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

// ErrMalformed says that bytes are not what they should be.
var ErrMalformed = errors.New("malformed")

// Parse reads a block as a peer or an orderer delivers it (Fabric: common.Block).
// Bytes that are no block are refused with ErrMalformed; a transaction that
// cannot be read says so itself. It allocates in proportion to len(raw).
//
// The hash of the transactions covers their bytes one after another, and not
// where each begins. As Fabric does (protoutil.VerifyTransactionsAreWellFormed),
// Parse therefore refuses a block unless every envelope is signed and stands in
// the one form that it is written in: no other way to cut the same bytes passes.
// The block around them has to be in that form too, without unknown fields. What
// is inside an envelope is signed as it stands, and read as Fabric reads it.
// Entries of the metadata that nobody signs, and from which nothing is read here,
// may hold anything.
func Parse(raw []byte) (Block, error) {
	message, err := readBlock(raw)
	if err != nil {
		return Block{}, err
	}
	header := headerBytes(message.Header)
	hash := sha256.Sum256(header)
	content := bytes.Join(message.Data.Data, nil)
	computed := sha256.Sum256(content)
	block := Block{
		Number:   message.Header.Number,
		Previous: message.Header.PreviousHash,
		Data:     message.Header.DataHash,
		Hash:     hash[:],
		Computed: computed[:],
		Size:     len(content),
	}
	if block.Signatures, block.LastConfig, err = readSigned(message.Metadata, header); err != nil {
		return Block{}, err
	}
	if block.Commit, err = readCommit(message.Metadata); err != nil {
		return Block{}, err
	}
	codes, err := readCodes(message)
	if err != nil {
		return Block{}, err
	}
	block.Transactions = make([]Transaction, len(message.Data.Data))
	free := freeElements
	for i, envelope := range message.Data.Data {
		block.Transactions[i] = readTransaction(envelope, withinBudget(envelope, &free))
		block.Transactions[i].Index = i
		block.Transactions[i].Code = codes[i]
	}
	return block, nil
}

// readBlock reads the block's frame and refuses one that can be read in more
// than one way.
func readBlock(raw []byte) (*common.Block, error) {
	message := &common.Block{}
	if err := CheckElements(raw, message); err != nil {
		return nil, malformed("block: %v", err)
	}
	if err := unmarshal(raw, message); err != nil {
		return nil, malformed("block: %v", err)
	}
	if message.Header == nil || message.Data == nil || message.Metadata == nil {
		return nil, malformed("block without header, transactions or metadata")
	}
	if unknown(message, message.Header, message.Data, message.Metadata) {
		return nil, malformed("block %d has fields that are not known", message.Header.Number)
	}
	if !canonical(raw, message) {
		return nil, malformed("block %d is not in the form that Fabric writes", message.Header.Number)
	}
	if err := checkSizes(len(message.Data.Data), len(raw)); err != nil {
		return nil, malformed("block %d: %v", message.Header.Number, err)
	}
	if err := wellFormed(message.Data.Data); err != nil {
		return nil, malformed("block %d: %v", message.Header.Number, err)
	}
	return message, nil
}

// wellFormed is Fabric's rule for a block's envelopes. A configuration block has
// one transaction only, which the hash covers as a whole: the first of a channel
// is not signed.
func wellFormed(envelopes [][]byte) error {
	if len(envelopes) == 0 {
		return errors.New("no transactions")
	}
	if len(envelopes) == 1 && isConfiguration(envelopes[0]) {
		return nil
	}
	for i, raw := range envelopes {
		envelope := &common.Envelope{}
		if err := unmarshal(raw, envelope); err != nil {
			return fmt.Errorf("transaction %d: %w", i, err)
		}
		if len(envelope.Payload) == 0 || len(envelope.Signature) == 0 {
			return fmt.Errorf("transaction %d has no content or no signature", i)
		}
		if !canonical(raw, envelope) {
			return fmt.Errorf("transaction %d is not in the form that Fabric writes", i)
		}
	}
	return nil
}

// isConfiguration reports whether an envelope says of itself that it is the
// channel's configuration.
func isConfiguration(raw []byte) bool {
	var envelope common.Envelope
	var payload common.Payload
	var header common.ChannelHeader
	return unmarshal(raw, &envelope) == nil &&
		unmarshal(envelope.Payload, &payload) == nil &&
		unmarshal(payload.GetHeader().GetChannelHeader(), &header) == nil &&
		header.Type == int32(common.HeaderType_CONFIG)
}

// headerBytes is the form of a header that is hashed and signed (Fabric:
// protoutil.BlockHeaderBytes).
func headerBytes(header *common.BlockHeader) []byte {
	raw, err := asn1.Marshal(struct {
		Number       *big.Int
		PreviousHash []byte
		DataHash     []byte
	}{new(big.Int).SetUint64(header.Number), header.PreviousHash, header.DataHash})
	if err != nil {
		panic(err) // an integer and two strings of bytes can always be written
	}
	return raw
}

// unmarshal reads a message as Fabric does: strictly by its fields, keeping those
// that are not known.
func unmarshal(raw []byte, message proto.Message) error {
	return proto.Unmarshal(raw, message)
}

// canonical reports whether raw is what writing the message gives.
func canonical(raw []byte, message proto.Message) bool {
	if proto.Size(message) != len(raw) {
		return false
	}
	written, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	return err == nil && bytes.Equal(written, raw)
}

// unknown reports whether one of the messages itself has fields that are not known.
func unknown(messages ...proto.Message) bool {
	for _, message := range messages {
		if len(message.ProtoReflect().GetUnknown()) > 0 {
			return true
		}
	}
	return false
}

// malformed is ErrMalformed with what is wrong.
func malformed(format string, values ...any) error {
	return fmt.Errorf("%w: %w", ErrMalformed, fmt.Errorf(format, values...))
}
