package block

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// flaw is what is wrong with a transaction's bytes, and the code that Fabric
// gives for it; none if Fabric does not look.
type flaw struct {
	code peer.TxValidationCode
	text string
}

// newFlaw is a flaw with the code that Fabric gives for it, or notChecked.
func newFlaw(code peer.TxValidationCode, format string, values ...any) *flaw {
	return &flaw{code: code, text: fmt.Sprintf(format, values...)}
}

// notChecked is the code of a flaw that Fabric does not look for.
const notChecked = peer.TxValidationCode_VALID

// readTransaction reads an envelope. The steps and the codes are those of Fabric's
// validator (core/common/validation and core/committer/txvalidator/v20).
//
// One that nobody can afford to read is read up to its headers: that is a flaw which
// Fabric does not look for.
func readTransaction(raw []byte, affordable bool) Transaction {
	tx := Transaction{Kind: Other}
	if found := tx.read(raw, affordable); found != nil {
		tx.Problem = found.text
		if found.code != notChecked {
			tx.Flaw = found.code.String()
		}
	}
	return tx
}

// read fills in what can be read up to the first flaw.
func (tx *Transaction) read(raw []byte, affordable bool) *flaw {
	var envelope common.Envelope
	if err := unmarshal(raw, &envelope); err != nil {
		return newFlaw(peer.TxValidationCode_INVALID_OTHER_REASON, "envelope: %v", err)
	}
	var payload common.Payload
	if err := unmarshal(envelope.Payload, &payload); err != nil {
		return newFlaw(peer.TxValidationCode_BAD_PAYLOAD, "payload: %v", err)
	}
	header, found := tx.readHeaders(&envelope, payload.Header)
	if found != nil {
		return found
	}
	switch common.HeaderType(header.Type) {
	case common.HeaderType_ENDORSER_TRANSACTION:
		tx.Kind = Call
		if !affordable {
			tx.Bound = true // nobody has looked
			return newFlaw(notChecked, "call: %v", errDense)
		}
		return tx.readCall(payload.Header.ChannelHeader, header.Extension, payload.Data)
	case common.HeaderType_CONFIG:
		tx.Kind = Configuration
		if !affordable {
			return newFlaw(peer.TxValidationCode_INVALID_CONFIG_TRANSACTION, "configuration: %v", errDense)
		}
		config, err := readConfig(header.ChannelId, payload.Data)
		if err != nil {
			return newFlaw(peer.TxValidationCode_INVALID_CONFIG_TRANSACTION, "configuration: %v", err)
		}
		tx.Config = &config
		return nil
	default:
		return newFlaw(peer.TxValidationCode_UNSUPPORTED_TX_PAYLOAD, "transaction of type %d", header.Type)
	}
}

// readHeaders reads who sent it, when and where.
func (tx *Transaction) readHeaders(envelope *common.Envelope, header *common.Header) (*common.ChannelHeader, *flaw) {
	const code = peer.TxValidationCode_BAD_COMMON_HEADER
	if header == nil {
		return nil, newFlaw(code, "no header")
	}
	var channel common.ChannelHeader
	if err := unmarshal(header.ChannelHeader, &channel); err != nil {
		return nil, newFlaw(code, "channel header: %v", err)
	}
	tx.ID = channel.TxId
	tx.Channel = channel.ChannelId
	tx.Time = timeOf(&channel)
	var sender common.SignatureHeader
	if err := unmarshal(header.SignatureHeader, &sender); err != nil {
		return nil, newFlaw(code, "signature header: %v", err)
	}
	tx.Nonce = sender.Nonce
	if tx.ID == "" && len(sender.Creator) > 0 {
		id := sha256.Sum256(join(sender.Nonce, sender.Creator))
		tx.ID, tx.Nameless = hex.EncodeToString(id[:]), true
	}
	tx.Creator = Signature{
		Signer:  readIdentity(sender.Creator),
		Message: envelope.Payload,
		Value:   envelope.Signature,
	}
	switch common.HeaderType(channel.Type) {
	case common.HeaderType_ENDORSER_TRANSACTION, common.HeaderType_CONFIG, common.HeaderType_CONFIG_UPDATE:
	default:
		return nil, newFlaw(code, "transaction of type %d", channel.Type)
	}
	if channel.Epoch != 0 {
		return nil, newFlaw(code, "epoch %d in the channel header", channel.Epoch)
	}
	// The channel's first configuration has neither; whether this is the first, the
	// block's reader knows.
	if named := len(sender.Nonce) > 0 && len(sender.Creator) > 0; !named && channel.Type != int32(common.HeaderType_CONFIG) {
		return nil, newFlaw(code, "no nonce or no sender")
	}
	return &channel, nil
}

// timeOf is what the sender wrote, zero if that is no time.
func timeOf(header *common.ChannelHeader) time.Time {
	if !header.Timestamp.IsValid() {
		return time.Time{}
	}
	return header.Timestamp.AsTime()
}
