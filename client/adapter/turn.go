package adapter

import (
	"context"
	"errors"

	"allianceregistry/client"
)

// InTurn asks one peer after the other until one answers or refuses: anything but
// a *client.Fault is an answer. The fault that it returns is of the gravest kind.
func InTurn[Peer any](ctx context.Context, tx string, peers []Peer, ask func(Peer) error) error {
	var faults []error
	kind := client.Unavailable
	for _, peer := range peers {
		err := ask(peer)
		var failed *client.Fault
		switch {
		case !errors.As(err, &failed):
			return err
		case ctx.Err() != nil:
			return Fault(client.Query, client.Unavailable, tx, ctx.Err())
		}
		kind, faults = graver(kind, failed.Kind), append(faults, failed.Err)
	}
	return Fault(client.Query, kind, tx, errors.Join(faults...))
}

// Anywhere asks all peers at once where a transaction stands. The first that has
// it has the word; it is not found only if none of those that answer has it.
func Anywhere[Peer any](ctx context.Context, tx string, peers []Peer, find func(context.Context, Peer) (client.Place, error)) (client.Place, error) {
	type finding struct {
		place client.Place
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	findings := make(chan finding, len(peers))
	for _, peer := range peers {
		go func() {
			place, err := find(ctx, peer)
			findings <- finding{place, err}
		}()
	}
	var faults []error
	absent, kind := false, client.Unavailable
	for range peers {
		got := <-findings
		var failed *client.Fault
		switch {
		case got.err == nil:
			return got.place, nil
		case errors.Is(got.err, client.ErrNotFound):
			absent = true
		case errors.As(got.err, &failed):
			kind, faults = graver(kind, failed.Kind), append(faults, failed.Err)
		default:
			faults = append(faults, got.err)
		}
	}
	if absent {
		return client.Place{}, client.ErrNotFound
	}
	return client.Place{}, Fault(client.Query, kind, tx, errors.Join(faults...))
}

// graver is the kind that several peers' faults amount to: a peer that did not
// want is the reason before one that had no time, and that before one that does
// not work.
func graver(a, b client.FaultKind) client.FaultKind {
	for _, kind := range []client.FaultKind{client.Failed, client.Busy} {
		if a == kind || b == kind {
			return kind
		}
	}
	return client.Unavailable
}
