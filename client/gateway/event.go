package gateway

import (
	"encoding/json"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
)

// content is a block with the validation code of each of its transactions.
type content struct {
	number    uint64
	envelopes [][]byte
	codes     []byte
}

func readBlock(block *common.Block) (content, error) {
	read := content{number: block.GetHeader().GetNumber(), envelopes: block.GetData().GetData()}
	if metadata := block.GetMetadata().GetMetadata(); len(metadata) > int(common.BlockMetadataIndex_TRANSACTIONS_FILTER) {
		read.codes = metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
	}
	if len(read.codes) != len(read.envelopes) {
		return read, fmt.Errorf("block %d has %d validation codes for %d transactions", read.number, len(read.codes), len(read.envelopes))
	}
	return read, nil
}

// placeIn finds a transaction in a block. A block may hold it twice, when it was
// sent twice: the first counts, the peers mark the second as a duplicate.
func placeIn(raw []byte, tx string) (client.Place, error) {
	block := &common.Block{}
	if err := proto.Unmarshal(raw, block); err != nil {
		return client.Place{}, fmt.Errorf("read the block: %w", err)
	}
	read, err := readBlock(block)
	if err != nil {
		return client.Place{}, err
	}
	for i, envelope := range read.envelopes {
		_, header, err := open(envelope)
		if err != nil {
			return client.Place{}, fmt.Errorf("read transaction %d of block %d: %w", i, read.number, err)
		}
		if header.GetTxId() == tx {
			return client.Place{Tx: tx, Block: read.number, Code: peer.TxValidationCode(read.codes[i]).String()}, nil
		}
	}
	return client.Place{}, fmt.Errorf("block %d does not hold transaction %s", read.number, tx)
}

// eventsIn reads what a chaincode's transactions did in a block. Invalid
// transactions carry events too: they are left out, as is what is not a
// transaction of the chaincode.
func eventsIn(block *common.Block, chaincode string) (client.Block, error) {
	read, err := readBlock(block)
	events := client.Block{Number: read.number}
	if err != nil {
		return events, err
	}
	for index, envelope := range read.envelopes {
		if peer.TxValidationCode(read.codes[index]) != peer.TxValidationCode_VALID {
			continue
		}
		event, err := chaincodeEvent(envelope)
		if err == nil && event.GetChaincodeId() == chaincode {
			err = add(&events, index, event)
		}
		if err != nil {
			return events, fmt.Errorf("read transaction %d of block %d: %w", index, read.number, err)
		}
	}
	return events, nil
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

// open reads an envelope's payload and the header that says what it is.
func open(raw []byte) (*common.Payload, *common.ChannelHeader, error) {
	envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	if err := proto.Unmarshal(raw, envelope); err != nil {
		return nil, nil, err
	}
	if err := proto.Unmarshal(envelope.GetPayload(), payload); err != nil {
		return nil, nil, err
	}
	return payload, header, proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header)
}

// chaincodeEvent digs the event out of an envelope. Without one, it is empty: a
// configuration has none, and not every chaincode emits.
func chaincodeEvent(raw []byte) (*peer.ChaincodeEvent, error) {
	event, transaction := &peer.ChaincodeEvent{}, &peer.Transaction{}
	payload, header, err := open(raw)
	if err != nil || header.GetType() != int32(common.HeaderType_ENDORSER_TRANSACTION) {
		return event, err
	}
	if err := proto.Unmarshal(payload.GetData(), transaction); err != nil || len(transaction.GetActions()) == 0 {
		return event, err
	}
	// Fabric accepts one action in a transaction, no more.
	action, response, result := &peer.ChaincodeActionPayload{}, &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}
	if err := proto.Unmarshal(transaction.GetActions()[0].GetPayload(), action); err != nil {
		return nil, err
	}
	if err := proto.Unmarshal(action.GetAction().GetProposalResponsePayload(), response); err != nil {
		return nil, err
	}
	if err := proto.Unmarshal(response.GetExtension(), result); err != nil {
		return nil, err
	}
	return event, proto.Unmarshal(result.GetEvents(), event)
}
