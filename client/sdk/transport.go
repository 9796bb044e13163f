package sdk

import (
	"context"
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// transport is what the ledger does with one peer.
type transport struct{ ledger *Ledger }

var _ failover.Transport[*hostPeer] = transport{}

// Ask implements failover.Transport.
func (t transport) Ask(ctx context.Context, at *hostPeer, name string, argument []byte) ([]byte, error) {
	return t.query(ctx, at, "", t.ledger.settings.Chaincode, name, failover.Arguments(argument)...)
}

// Find implements failover.Transport.
func (t transport) Find(ctx context.Context, at *hostPeer, tx string) (client.Place, error) {
	raw, err := t.query(ctx, at, tx, failover.LedgerChaincode, "GetBlockByTxID", []byte(t.ledger.settings.Channel), []byte(tx))
	if err != nil {
		return client.Place{}, err
	}
	found, err := placeIn(raw, tx)
	if err != nil {
		return client.Place{}, failover.NewFault(client.Query, client.Failed, tx, fmt.Errorf("%s: %w", at.Name(), err))
	}
	return found, nil
}

// Height implements failover.Transport.
func (t transport) Height(ctx context.Context, at *hostPeer) (uint64, error) {
	raw, err := t.query(ctx, at, "", failover.LedgerChaincode, "GetChainInfo", []byte(t.ledger.settings.Channel))
	if err != nil {
		return 0, err
	}
	chain := &common.BlockchainInfo{}
	if err := unmarshal(raw, chain); err != nil {
		return 0, failover.NewFault(client.Query, client.Failed, "", fmt.Errorf("read the chain's height: %w", err))
	}
	return chain.GetHeight(), nil
}

// query has one peer answer a question, which may be about a transaction.
func (t transport) query(ctx context.Context, at *hostPeer, tx, chaincode, function string, arguments ...[]byte) ([]byte, error) {
	proposal, err := t.ledger.propose(chaincode, function, arguments...)
	if err != nil {
		return nil, failover.NewFault(client.Query, client.Failed, tx, err)
	}
	answer := t.ledger.ask(ctx, proposal, at)
	if err := answer.QueryError(ctx, tx); err != nil {
		return nil, err
	}
	return answer.response.GetResponse().GetPayload(), nil
}
