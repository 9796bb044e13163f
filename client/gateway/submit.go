package gateway

import (
	"context"

	"allianceregistry/client"
	"allianceregistry/client/adapter"
)

// Submit implements client.Ledger.
func (l *Ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if err := l.transactions.Acquire(ctx, 1); err != nil { // before it has a time: peers refuse old ones
		return client.Commit{}, fault(client.Propose, client.Unavailable, "", err)
	}
	defer l.transactions.Release(1)
	made, err := l.endorse(ctx, name, argument)
	if err != nil {
		return client.Commit{Outvoted: made.apart}, err
	}
	place, err := l.commit(ctx, made)
	if err != nil {
		return client.Commit{}, err
	}
	return client.Commit{Place: place, Answer: made.answer, Outvoted: made.apart}, nil
}

// commit has an endorsed transaction ordered and waits until it is in the chain.
func (l *Ledger) commit(ctx context.Context, made prepared) (client.Place, error) {
	return adapter.Commit(ctx, made.tx,
		func(ctx context.Context) (adapter.Knowledge, error) { return l.order(ctx, made) },
		func(ctx context.Context) (client.Place, error) { return l.wait(ctx, made) })
}
