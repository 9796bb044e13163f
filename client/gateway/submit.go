package gateway

import (
	"context"
	"fmt"

	"allianceregistry/client"
)

// Submit implements client.Ledger.
func (l *Ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if err := l.transactions.Acquire(ctx, 1); err != nil { // before it has a time: peers refuse old ones
		return client.Commit{}, fault(client.Propose, client.Unavailable, "", err)
	}
	defer l.transactions.Release(1)
	made, err := l.endorse(ctx, name, argument)
	if err != nil {
		return client.Commit{}, err
	}
	place, err := l.commit(ctx, made)
	if err != nil {
		return client.Commit{}, err
	}
	return client.Commit{Place: place, Answer: made.answer}, nil
}

// commit has an endorsed transaction ordered and waits until it is in the chain.
func (l *Ledger) commit(ctx context.Context, made prepared) (client.Place, error) {
	if err := ctx.Err(); err != nil {
		return client.Place{}, fault(client.Order, client.Unavailable, made.tx, err)
	}
	got, err := l.order(ctx, made)
	switch got {
	case notAccepted:
		return client.Place{}, fault(client.Order, client.Unavailable, made.tx, err)
	case turnedDown:
		return client.Place{}, fault(client.Order, client.Failed, made.tx, err)
	}
	place, waitErr := l.wait(ctx, made)
	if waitErr != nil {
		if err != nil {
			waitErr = fmt.Errorf("%w; %w", waitErr, err)
		}
		return client.Place{}, fault(client.Wait, client.Unknown, made.tx, waitErr)
	}
	return place, invalid(place)
}

// invalid is the fault of a transaction that was committed without effect, nil
// if it took effect.
func invalid(place client.Place) error {
	kind := client.Failed
	switch place.Code {
	case client.Valid:
		return nil
	case "MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT":
		kind = client.Conflict
	}
	return &client.Fault{
		Phase: client.Wait, Kind: kind, Tx: place.Tx, Code: place.Code,
		Err: fmt.Errorf("committed without effect in block %d", place.Block),
	}
}
