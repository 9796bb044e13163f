package failover

import (
	"context"
	"errors"

	"allianceregistry/client"
)

// LedgerChaincode answers questions about the chain on every peer (Fabric: qscc).
const LedgerChaincode = "qscc"

// Arguments is what a transaction is called with: nothing, if there is none.
func Arguments(argument []byte) [][]byte {
	if len(argument) == 0 {
		return nil
	}
	return [][]byte{argument}
}

// Transport is what an adapter does with one peer, for one identity. Its errors are
// those of client.Ledger.
type Transport[P Peer] interface {
	// Ask runs a transaction of the chaincode without committing it.
	Ask(ctx context.Context, peer P, name string, argument []byte) ([]byte, error)
	// Find returns where a transaction stands in the peer's chain, or client.ErrNotFound.
	Find(ctx context.Context, peer P, tx string) (client.Place, error)
	// Height is the number of blocks in the peer's chain.
	Height(ctx context.Context, peer P) (uint64, error)
	// Deliver hands on the peer's blocks from a number on, without an end, or why one
	// cannot be read. It returns when the stream breaks, when take returns an error, or
	// when ctx ends, and always with an error: ErrAbsent and its like, or another.
	Deliver(ctx context.Context, peer P, from uint64, take func(client.Block, error) error) error
}

// Reads are the methods of client.Ledger that read.
type Reads[P Peer] struct {
	pool      *Pool[P]
	transport Transport[P]
	limits    Limits
	inFlight  *InFlight
}

// NewReads reads from a pool's peers; inFlight bounds the questions under way.
func NewReads[P Peer](pool *Pool[P], transport Transport[P], limits Limits, inFlight *InFlight) Reads[P] {
	return Reads[P]{pool: pool, transport: transport, limits: limits, inFlight: inFlight}
}

// Hosts implements client.Ledger.
func (r Reads[P]) Hosts() []string { return r.pool.Hosts() }

// Evaluate implements client.Ledger. The answer's signature is not checked: it
// comes from one peer whose TLS certificate was, and would prove no more.
func (r Reads[P]) Evaluate(ctx context.Context, name string, argument []byte) (answer []byte, err error) {
	err = r.first(ctx, "", r.pool.Ordered(), func(peer P) error {
		answer, err = r.transport.Ask(ctx, peer, name, argument)
		return err
	})
	return answer, err
}

// EvaluateAt implements client.Ledger.
func (r Reads[P]) EvaluateAt(ctx context.Context, host, name string, argument []byte) (answer []byte, err error) {
	err = r.first(ctx, "", r.pool.Of(host), func(peer P) error {
		answer, err = r.transport.Ask(ctx, peer, name, argument)
		return err
	})
	return answer, err
}

// Find implements client.Ledger. The first peer that answers has the word: the
// own host's, or if that is down another. So who finds a transaction can also
// read what it wrote.
func (r Reads[P]) Find(ctx context.Context, tx string) (place client.Place, err error) {
	err = r.first(ctx, tx, r.pool.Ordered(), func(peer P) error {
		place, err = r.transport.Find(ctx, peer, tx)
		return err
	})
	return place, err
}

// Height implements client.Ledger.
func (r Reads[P]) Height(ctx context.Context) (height uint64, err error) {
	err = r.first(ctx, "", r.pool.Ordered(), func(peer P) error {
		height, err = r.transport.Height(ctx, peer)
		return err
	})
	return height, err
}

// Locate implements client.Ledger. It does not count among the questions in flight:
// who waits for a commit has a place already.
func (r Reads[P]) Locate(ctx context.Context, tx string) (client.Place, error) {
	limited, cancel := context.WithTimeout(ctx, ProbeLimit)
	defer cancel()
	return locateAny(limited, tx, r.pool.All(), r.transport.Find)
}

// first is firstAnswer for a call that waits for its turn.
func (r Reads[P]) first(ctx context.Context, tx string, peers []P, ask func(P) error) error {
	if err := r.inFlight.Acquire(ctx); err != nil {
		return NewFault(client.Query, client.Unavailable, tx, err)
	}
	defer r.inFlight.Release()
	return firstAnswer(ctx, tx, peers, ask)
}

// firstAnswer asks one peer after the other until one answers or refuses: anything but
// a *client.Fault is an answer. The fault that it returns is of the gravest kind.
func firstAnswer[P Peer](ctx context.Context, tx string, peers []P, ask func(P) error) error {
	var faults []error
	kind := client.Unavailable
	for _, peer := range peers {
		err := ask(peer)
		var fault *client.Fault
		switch {
		case !errors.As(err, &fault):
			return err
		case ctx.Err() != nil:
			return NewFault(client.Query, client.Unavailable, tx, ctx.Err())
		}
		kind, faults = graver(kind, fault.Kind), append(faults, fault.Err)
	}
	return NewFault(client.Query, kind, tx, errors.Join(faults...))
}

// locateAny asks all peers at once where a transaction stands. The first that has
// it has the word; it is not found only if none of those that answer has it.
func locateAny[P Peer](ctx context.Context, tx string, peers []P, find func(context.Context, P, string) (client.Place, error)) (client.Place, error) {
	type finding struct {
		place client.Place
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	findings := make(chan finding, len(peers))
	for _, peer := range peers {
		go func() {
			place, err := find(ctx, peer, tx)
			findings <- finding{place, err}
		}()
	}
	var faults []error
	absent, kind := false, client.Unavailable
	for range peers {
		got := <-findings
		var fault *client.Fault
		switch {
		case got.err == nil:
			return got.place, nil
		case errors.Is(got.err, client.ErrNotFound):
			absent = true
		case errors.As(got.err, &fault):
			kind, faults = graver(kind, fault.Kind), append(faults, fault.Err)
		default:
			faults = append(faults, got.err)
		}
	}
	if absent {
		return client.Place{}, client.ErrNotFound
	}
	return client.Place{}, NewFault(client.Query, kind, tx, errors.Join(faults...))
}
