package adapter

import (
	"context"
	"fmt"

	"allianceregistry/client"
)

// Fault makes a fault.
func Fault(phase client.Phase, kind client.FaultKind, tx string, err error) *client.Fault {
	return &client.Fault{Phase: phase, Kind: kind, Tx: tx, Err: err}
}

// Commit has an endorsed transaction ordered and waits until it is in the chain.
// The error is a *client.Fault: Unavailable or Failed if nobody can have it,
// Unknown as soon as somebody may and no peer tells what became of it, and what
// client.Invalid says if it was committed without effect.
func Commit(ctx context.Context, tx string,
	order func(context.Context) (Knowledge, error), wait func(context.Context) (client.Place, error),
) (client.Place, error) {
	if err := ctx.Err(); err != nil {
		return client.Place{}, Fault(client.Order, client.Unavailable, tx, err)
	}
	known, err := order(ctx)
	switch known {
	case NotSent:
		return client.Place{}, Fault(client.Order, client.Unavailable, tx, err)
	case TurnedDown:
		return client.Place{}, Fault(client.Order, client.Failed, tx, err)
	}
	place, unreported := wait(ctx)
	if unreported != nil {
		if err != nil {
			unreported = fmt.Errorf("%w; %w", unreported, err)
		}
		return client.Place{}, Fault(client.Wait, client.Unknown, tx, unreported)
	}
	return place, client.Invalid(place)
}
