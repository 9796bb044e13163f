// Package memory is the client's port on a ledger in memory: the same rules,
// without a network. Programs are tried on it, and tests run on it.
//
// Calls that come at once are simulated on the same state and then committed
// one by one, each in a block of its own: conflicts happen as they do on Fabric.
package memory

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// Ledger is a connection of one caller. It implements client.Ledger.
type Ledger struct {
	chain  *memledger.Ledger
	caller membership.Caller
	now    func() time.Time
}

// Open returns a connection to a chain on behalf of a caller.
func Open(chain *memledger.Ledger, caller membership.Caller) *Ledger {
	return OpenAt(chain, caller, time.Now)
}

// OpenAt is Open for a caller whose clock is this one: its transactions have its time.
func OpenAt(chain *memledger.Ledger, caller membership.Caller, now func() time.Time) *Ledger {
	return &Ledger{chain: chain, caller: caller, now: now}
}

// Submit implements client.Ledger.
func (l *Ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	tx, answer, err := l.simulate(ctx, name, argument)
	if err != nil {
		return client.Commit{}, err
	}
	code := l.chain.Commit(tx.simulated)[0]
	place, _ := l.chain.Find(tx.id)
	commit := client.Commit{
		Place:  client.Place{Tx: tx.id, Block: place.Block, Code: string(code)},
		Answer: answer,
	}
	if code != memledger.Valid {
		return commit, &client.Fault{Phase: client.Wait, Kind: client.Conflict, Tx: tx.id, Code: string(code)}
	}
	return commit, nil
}

// Evaluate implements client.Ledger.
func (l *Ledger) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	_, answer, err := l.simulate(ctx, name, argument)
	return answer, err
}

// Hosts implements client.Ledger: there is one, the caller's.
func (l *Ledger) Hosts() []string { return []string{l.caller.MSP} }

// EvaluateAt implements client.Ledger.
func (l *Ledger) EvaluateAt(ctx context.Context, _, name string, argument []byte) ([]byte, error) {
	return l.Evaluate(ctx, name, argument)
}

// Find implements client.Ledger.
func (l *Ledger) Find(ctx context.Context, tx string) (client.Place, error) {
	if err := ctx.Err(); err != nil {
		return client.Place{}, &client.Fault{Phase: client.Query, Kind: client.Unavailable, Tx: tx, Err: err}
	}
	place, found := l.chain.Find(tx)
	if !found {
		return client.Place{}, client.ErrNotFound
	}
	return client.Place{Tx: tx, Block: place.Block, Code: string(place.Code)}, nil
}

// Locate implements client.Ledger.
func (l *Ledger) Locate(ctx context.Context, tx string) (client.Place, error) { return l.Find(ctx, tx) }

// Close implements client.Ledger.
func (l *Ledger) Close() error { return nil }

type transaction struct {
	id        string
	simulated *memledger.Tx
}

// simulate runs a transaction or a question on what is committed now.
func (l *Ledger) simulate(ctx context.Context, name string, argument []byte) (transaction, []byte, error) {
	if err := ctx.Err(); err != nil {
		return transaction{}, nil, &client.Fault{Phase: client.Propose, Kind: client.Unavailable, Err: err}
	}
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		return transaction{}, nil, &client.Fault{Phase: client.Propose, Kind: client.Failed, Err: err}
	}
	tx := transaction{id: hex.EncodeToString(id)}
	tx.simulated = l.chain.Begin(tx.id)
	answer, err := l.run(tx, name, argument)
	if err != nil {
		return tx, nil, fault(err)
	}
	text, err := json.Marshal(answer)
	return tx, text, fault(err)
}

func (l *Ledger) run(tx transaction, name string, argument []byte) (any, error) {
	if slices.Contains(membership.QueryNames(), name) {
		return membership.Answer(tx.simulated, l.now(), name, argument)
	}
	parsed, err := membership.ParseTransaction(name, argument)
	if err != nil {
		return nil, err
	}
	stamp, err := membership.NewTx(tx.id, l.now(), l.caller)
	if err != nil {
		return nil, err
	}
	return membership.Apply(tx.simulated, stamp, parsed)
}

// fault turns an error into a *client.Fault, and leaves refusals as they are.
func fault(err error) error {
	var denied *refusal.Error
	if err == nil || errors.As(err, &denied) {
		return err
	}
	return &client.Fault{Phase: client.Propose, Kind: client.Failed, Err: err}
}
