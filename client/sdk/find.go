package sdk

import (
	"context"
	"errors"
	"strings"

	"allianceregistry/client"
)

// ledgerChaincode answers questions about the chain on every peer.
const ledgerChaincode = "qscc"

// Find implements client.Ledger. It asks the own host's peer and then the
// others, for a peer may be behind: ErrNotFound means that at least one peer
// answered and that none that answered has the transaction.
func (l *Ledger) Find(ctx context.Context, tx string) (client.Place, error) {
	proposal, err := l.propose(ledgerChaincode, "GetBlockByTxID", []byte(l.settings.Channel), []byte(tx))
	if err != nil {
		return client.Place{}, fault(client.Query, client.Failed, tx, err)
	}
	answered := false
	var faults []error
	for _, peer := range l.peers.ordered() {
		got := l.ask(ctx, proposal, peer)
		switch {
		case got.verdict == endorsed:
			return placeIn(got.response.GetResponse().GetPayload(), tx)
		case ctx.Err() != nil:
			return client.Place{}, fault(client.Query, client.Unavailable, tx, ctx.Err())
		case notFound(got):
			answered = true
		default:
			faults = append(faults, got.err)
		}
	}
	if answered {
		return client.Place{}, client.ErrNotFound
	}
	return client.Place{}, fault(client.Query, client.Unavailable, tx, errors.Join(faults...))
}

// notFound tells whether a peer says that it does not have a transaction.
func notFound(got answer) bool {
	return got.verdict == rejected && strings.Contains(got.err.Error(), "no such transaction ID")
}
