package gateway

import (
	"context"
	"slices"

	"golang.org/x/sync/semaphore"

	"allianceregistry/client"
	"allianceregistry/client/adapter"
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

// Hosts implements client.Ledger.
func (l *Ledger) Hosts() []string {
	var hosts []string
	for _, peer := range l.peers {
		if !slices.Contains(hosts, peer.endpoint.MSPID) {
			hosts = append(hosts, peer.endpoint.MSPID)
		}
	}
	return hosts
}

// EvaluateAt implements client.Ledger.
func (l *Ledger) EvaluateAt(ctx context.Context, host, name string, argument []byte) (answer []byte, err error) {
	if err := l.queries.Acquire(ctx, 1); err != nil {
		return nil, fault(client.Query, client.Unavailable, "", err)
	}
	defer l.queries.Release(1)
	peers := slices.DeleteFunc(l.ordered(), func(peer *Peer) bool { return peer.endpoint.MSPID != host })
	err = adapter.InTurn(ctx, "", peers, func(peer *Peer) error {
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

// Locate implements client.Ledger.
func (l *Ledger) Locate(ctx context.Context, tx string) (client.Place, error) {
	limited, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	return adapter.Anywhere(limited, tx, l.peers, func(ctx context.Context, peer *Peer) (client.Place, error) { return peer.Find(ctx, tx) })
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
	return adapter.InTurn(ctx, tx, l.ordered(), ask)
}
