package sdk

import (
	"context"
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
	"allianceregistry/client/adapter"
)

// ledgerChaincode answers questions about the chain on every peer.
const ledgerChaincode = "qscc"

// Find implements client.Ledger. The first peer that answers has the word: the
// own host's, or if that is down another. So who finds a transaction can also
// read what it wrote.
func (l *Ledger) Find(ctx context.Context, tx string) (place client.Place, err error) {
	err = adapter.InTurn(ctx, tx, l.peers.ordered(), func(peer fab.Peer) error {
		place, err = l.findAt(ctx, peer, tx)
		return err
	})
	return place, err
}

// Locate implements client.Ledger.
func (l *Ledger) Locate(ctx context.Context, tx string) (client.Place, error) {
	limited, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	return adapter.Anywhere(limited, tx, l.peers.all, func(ctx context.Context, peer fab.Peer) (client.Place, error) {
		return l.findAt(ctx, peer, tx)
	})
}

// findAt asks one peer.
func (l *Ledger) findAt(ctx context.Context, peer fab.Peer, tx string) (client.Place, error) {
	proposal, err := l.propose(ledgerChaincode, "GetBlockByTxID", []byte(l.settings.Channel), []byte(tx))
	if err != nil {
		return client.Place{}, fault(client.Query, client.Failed, tx, err)
	}
	got := l.ask(ctx, proposal, peer)
	switch {
	case got.verdict == endorsed:
		place, err := placeIn(got.response.GetResponse().GetPayload(), tx)
		if err != nil {
			return client.Place{}, fault(client.Query, client.Failed, tx, fmt.Errorf("peer of %s: %w", peer.MSPID(), err))
		}
		return place, nil
	case notFound(got):
		return client.Place{}, client.ErrNotFound
	case got.verdict == refused:
		return client.Place{}, got.refusal
	}
	return client.Place{}, fault(client.Query, unanswered([]answer{got}), tx, got.err)
}

// notFound tells whether a peer says that it does not have a transaction.
func notFound(got answer) bool {
	return got.verdict == rejected && strings.Contains(got.err.Error(), "no such transaction ID")
}
