package gateway

import (
	"encoding/json"
	"fmt"

	"allianceregistry/audit/block"
	"allianceregistry/client"
)

// placeIn finds a transaction in a block. A block may hold it twice, when it was
// sent twice: the first counts, the peers mark the second as a duplicate.
func placeIn(raw []byte, tx string) (client.Place, error) {
	read, err := block.Parse(raw)
	if err != nil {
		return client.Place{}, err
	}
	for _, found := range read.Transactions {
		if found.ID == tx {
			return client.Place{Tx: tx, Block: read.Number, Code: found.Code}, nil
		}
	}
	return client.Place{}, fmt.Errorf("block %d does not hold transaction %s", read.Number, tx)
}

// eventsIn reads what a chaincode's transactions did in a block. Invalid
// transactions carry events too: they are left out, as is what is not a
// transaction of the chaincode.
func eventsIn(raw []byte, chaincode string) (client.Block, error) {
	read, err := block.Parse(raw)
	if err != nil {
		return client.Block{}, err
	}
	events := client.Block{Number: read.Number}
	for _, tx := range read.Transactions {
		if tx.Code != client.Valid {
			continue
		}
		if tx.Problem != "" {
			return events, fmt.Errorf("transaction %d of block %d: %s", tx.Index, read.Number, tx.Problem)
		}
		if tx.Call == nil || tx.Call.Chaincode != chaincode || tx.Call.EventName == "" {
			continue
		}
		event := client.Event{Position: client.Position{Block: read.Number, Index: tx.Index}, Tx: tx.ID}
		if err := json.Unmarshal(tx.Call.Event, &event.Event); err != nil {
			return events, fmt.Errorf("transaction %d of block %d: the event %s: %w", tx.Index, read.Number, tx.Call.EventName, err)
		}
		events.Events = append(events.Events, event)
	}
	return events, nil
}
