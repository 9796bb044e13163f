package gateway

import (
	"context"
	"errors"

	"golang.org/x/sync/semaphore"

	"allianceregistry/client"
)

// Ledger is the port on fabric-gateway, for one identity.
type Ledger struct {
	settings Settings
	options  choices
	host     string  // in Fabric's words
	peers    []*Peer // the own host's first

	transactions, queries *semaphore.Weighted
}

var _ client.Ledger = (*Ledger)(nil)

// Open gets ready to act for the identity. It connects to nothing yet: each call
// connects to what it needs, so an error here is about the settings or the
// identity, never about the network.
func Open(settings Settings, identity client.Identity, opts ...Option) (*Ledger, error) {
	peers, err := OpenPeers(settings, identity)
	if err != nil {
		return nil, err
	}
	o := choicesOf(opts)
	l := &Ledger{
		settings: settings, options: o, host: identity.Host,
		transactions: semaphore.NewWeighted(o.flight), queries: semaphore.NewWeighted(o.flight),
	}
	var others []*Peer
	for _, peer := range peers {
		peer.limit = o.answer
		if l.isOwn(peer) {
			l.peers = append(l.peers, peer)
		} else {
			others = append(others, peer)
		}
	}
	l.peers = append(l.peers, others...)
	return l, nil
}

// Close implements client.Ledger.
func (l *Ledger) Close() error { return closeAll(l.peers) }

// Evaluate implements client.Ledger. The answer's signature is not checked: it
// comes from one peer whose TLS certificate was, and would prove no more.
func (l *Ledger) Evaluate(ctx context.Context, name string, argument []byte) (answer []byte, err error) {
	err = l.inTurn(ctx, "", func(peer *Peer) error {
		answer, err = peer.Ask(ctx, name, argument)
		return err
	})
	return answer, err
}

// Find implements client.Ledger. The first peer that answers has the word: the
// own host's, or if that is down another. So who finds a transaction can also
// read what it wrote.
func (l *Ledger) Find(ctx context.Context, tx string) (place client.Place, err error) {
	err = l.inTurn(ctx, tx, func(peer *Peer) error {
		place, err = peer.Find(ctx, tx)
		return err
	})
	return place, err
}

// Height implements client.Ledger.
func (l *Ledger) Height(ctx context.Context) (height uint64, err error) {
	err = l.inTurn(ctx, "", func(peer *Peer) error {
		height, err = peer.Height(ctx)
		return err
	})
	return height, err
}

// inTurn asks one peer after the other, the own host's first, until one answers
// or refuses: anything but a fault is an answer.
func (l *Ledger) inTurn(ctx context.Context, tx string, ask func(*Peer) error) error {
	if err := l.queries.Acquire(ctx, 1); err != nil {
		return fault(client.Query, client.Unavailable, tx, err)
	}
	defer l.queries.Release(1)
	var faults []error
	kind := client.Unavailable
	for _, peer := range l.ordered() {
		err := ask(peer)
		var failed *client.Fault
		switch {
		case !errors.As(err, &failed):
			return err
		case ctx.Err() != nil:
			return fault(client.Query, client.Unavailable, tx, ctx.Err())
		}
		kind, faults = graver(kind, failed.Kind), append(faults, failed.Err)
	}
	return fault(client.Query, kind, tx, errors.Join(faults...))
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
