package sdk

import (
	"context"
	"errors"
	"strings"

	"allianceregistry/client"
)

// ledgerChaincode answers questions about the chain on every peer.
const ledgerChaincode = "qscc"

// Find implements client.Ledger. The first peer that answers has the word: the
// own host's, or if that is down another. So who finds a transaction can also
// read what it wrote.
func (l *Ledger) Find(ctx context.Context, tx string) (client.Place, error) {
	return l.find(ctx, tx, func(answered int) bool { return answered == 1 })
}

// findAnywhere asks all peers: it is not found only if none of those that answer
// has it.
func (l *Ledger) findAnywhere(ctx context.Context, tx string) (client.Place, error) {
	return l.find(ctx, tx, func(int) bool { return false })
}

// find asks one peer after another, until one has the transaction or enough have
// answered that they do not.
func (l *Ledger) find(ctx context.Context, tx string, enough func(answered int) bool) (client.Place, error) {
	proposal, err := l.propose(ledgerChaincode, "GetBlockByTxID", []byte(l.settings.Channel), []byte(tx))
	if err != nil {
		return client.Place{}, fault(client.Query, client.Failed, tx, err)
	}
	answered := 0
	var failed []answer
	var faults []error
	for _, peer := range l.peers.ordered() {
		got := l.ask(ctx, proposal, peer)
		switch {
		case got.verdict == endorsed:
			return placeIn(got.response.GetResponse().GetPayload(), tx)
		case ctx.Err() != nil:
			return client.Place{}, fault(client.Query, client.Unavailable, tx, ctx.Err())
		case notFound(got):
			if answered++; enough(answered) {
				return client.Place{}, client.ErrNotFound
			}
		default:
			failed, faults = append(failed, got), append(faults, got.err)
		}
	}
	if answered > 0 {
		return client.Place{}, client.ErrNotFound
	}
	kind := client.Unavailable
	if unanswered(failed) == client.Busy {
		kind = client.Busy
	}
	return client.Place{}, fault(client.Query, kind, tx, errors.Join(faults...))
}

// notFound tells whether a peer says that it does not have a transaction.
func notFound(got answer) bool {
	return got.verdict == rejected && strings.Contains(got.err.Error(), "no such transaction ID")
}
