package sdk

import (
	"encoding/json"
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"

	"allianceregistry/client"
)

// eventsIn reads what a chaincode's transactions did in a block. Invalid
// transactions carry events too: they are left out, as is what is not a
// transaction of the chaincode.
func eventsIn(block *common.Block, chaincode string) (client.Block, error) {
	read := client.Block{Number: block.GetHeader().GetNumber()}
	envelopes := block.GetData().GetData()
	metadata := block.GetMetadata().GetMetadata()
	var codes []byte
	if len(metadata) > int(common.BlockMetadataIndex_TRANSACTIONS_FILTER) {
		codes = metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
	}
	if len(codes) != len(envelopes) {
		return read, fmt.Errorf("block %d has %d validation codes for %d transactions", read.Number, len(codes), len(envelopes))
	}
	for index, envelope := range envelopes {
		if peer.TxValidationCode(codes[index]) != peer.TxValidationCode_VALID {
			continue
		}
		event, err := chaincodeEvent(envelope)
		if err == nil && event.GetChaincodeId() == chaincode {
			err = add(&read, index, event)
		}
		if err != nil {
			return read, fmt.Errorf("read transaction %d of block %d: %w", index, read.Number, err)
		}
	}
	return read, nil
}

// add appends the registry's event of one transaction.
func add(block *client.Block, index int, event *peer.ChaincodeEvent) error {
	added := client.Event{Position: client.Position{Block: block.Number, Index: index}, Tx: event.GetTxId()}
	if err := json.Unmarshal(event.GetPayload(), &added.Event); err != nil {
		return fmt.Errorf("the event %s: %w", event.GetEventName(), err)
	}
	block.Events = append(block.Events, added)
	return nil
}

// chaincodeEvent digs the event out of an envelope. Without one, it is empty: a
// configuration has none, and not every chaincode emits.
func chaincodeEvent(raw []byte) (*peer.ChaincodeEvent, error) {
	envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	event := &peer.ChaincodeEvent{}
	if err := unmarshal(raw, envelope); err != nil {
		return nil, err
	}
	if err := unmarshal(envelope.GetPayload(), payload); err != nil {
		return nil, err
	}
	if err := unmarshal(payload.GetHeader().GetChannelHeader(), header); err != nil {
		return nil, err
	}
	if header.GetType() != int32(common.HeaderType_ENDORSER_TRANSACTION) {
		return event, nil
	}
	transaction := &peer.Transaction{}
	if err := unmarshal(payload.GetData(), transaction); err != nil {
		return nil, err
	}
	if len(transaction.GetActions()) == 0 {
		return event, nil
	}
	// Fabric accepts one action in a transaction, no more.
	return event, unmarshalEvent(transaction.GetActions()[0].GetPayload(), event)
}

func unmarshalEvent(raw []byte, event *peer.ChaincodeEvent) error {
	action, response, result := &peer.ChaincodeActionPayload{}, &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}
	if err := unmarshal(raw, action); err != nil {
		return err
	}
	if err := unmarshal(action.GetAction().GetProposalResponsePayload(), response); err != nil {
		return err
	}
	if err := unmarshal(response.GetExtension(), result); err != nil {
		return err
	}
	return unmarshal(result.GetEvents(), event)
}
