// Package indextest makes chains in memory for tests of what reads an index: the
// rules themselves write them, and nobody signs them. The same seed makes the
// same chain.
package indextest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// World is a ledger in memory, and the chain of what was committed on it.
type World struct {
	Ledger *memledger.Ledger
	// Chain has every block from 0 on, as a verifier gives them.
	Chain []chain.Verified
	// Now is the time of the last transaction.
	Now time.Time

	rand     *rand.Rand
	sent     int
	requests int
	open     map[string][]string // proposals by alliance, that may be open
	pending  []simulated
}

// simulated is a transaction that is not committed yet.
type simulated struct {
	tx    *memledger.Tx
	block block.Transaction
}

// Epoch is when every world begins.
var Epoch = time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC)

// New is a world with a configuration block and nothing else.
func New(seed uint64) *World {
	w := &World{
		Ledger: memledger.New(), Now: Epoch, rand: rand.New(rand.NewPCG(seed, seed)), open: map[string][]string{},
	}
	w.add([]block.Transaction{{Kind: block.Configuration, ID: "genesis", Time: Epoch, Code: "VALID"}}, []string{"VALID"})
	return w
}

// recorder sees what a transaction writes.
type recorder struct {
	*memledger.Tx
	writes []block.Write
	event  []byte
}

// Put implements membership.Store.
func (r *recorder) Put(key membership.Key, value []byte) error {
	r.writes = append(r.writes, block.Write{Key: key.String(), Value: value})
	return r.Tx.Put(key, value)
}

// Emit implements membership.Store.
func (r *recorder) Emit(event membership.Event) (err error) {
	if r.event, err = json.Marshal(event); err != nil {
		return err
	}
	return r.Tx.Emit(event)
}

// Send simulates a transaction of a party; Commit puts it into a block.
func (w *World) Send(party string, t membership.Transaction) (membership.Event, error) {
	w.sent++
	w.Now = w.Now.Add(time.Second)
	creator, caller := identity(party)
	tx, err := membership.NewTx(fmt.Sprintf("%064x", w.sent), w.Now, caller)
	if err != nil {
		return membership.Event{}, err
	}
	if t, err = w.said(t); err != nil {
		return membership.Event{}, err
	}
	store := &recorder{Tx: w.Ledger.Begin(tx.ID)}
	event, err := membership.Apply(store, tx, t)
	if err != nil {
		return event, err
	}
	argument, err := json.Marshal(t)
	if err != nil {
		return event, err
	}
	w.pending = append(w.pending, simulated{store.Tx, block.Transaction{
		Kind: block.Call, ID: tx.ID, Time: w.Now, Channel: "registry", Bound: true, Creator: block.Signature{Signer: creator},
		Call: &block.Invocation{
			Chaincode: "registry", Name: t.Name(), Arguments: [][]byte{argument}, Status: 200,
			EventName: event.Type, Event: store.event, Sets: []block.Set{{Namespace: "registry", Writes: store.writes}},
		},
	}})
	return event, nil
}

// said is a transaction that says what it is about, as the ledger has it.
func (w *World) said(t membership.Transaction) (membership.Transaction, error) {
	key, missing := membership.RestsOn(t)
	if !missing {
		return t, nil
	}
	record, err := w.Ledger.Begin("read").Get(key)
	if err != nil || record == nil {
		return t, err
	}
	return membership.Complete(t, record)
}

// Commit puts what was sent into one block.
func (w *World) Commit() {
	if len(w.pending) == 0 {
		return
	}
	txs, transactions := make([]*memledger.Tx, 0, len(w.pending)), make([]block.Transaction, 0, len(w.pending))
	for _, s := range w.pending {
		txs, transactions = append(txs, s.tx), append(transactions, s.block)
	}
	codes := make([]string, len(txs))
	for i, code := range w.Ledger.Commit(txs...) {
		codes[i] = string(code)
	}
	w.pending = w.pending[:0]
	w.add(transactions, codes)
}

// Must sends and commits what may not be refused.
func (w *World) Must(party string, t membership.Transaction) membership.Event {
	event, err := w.Send(party, t)
	if err != nil {
		panic(fmt.Sprintf("%s by %s: %v", t.Name(), party, err))
	}
	w.Commit()
	return event
}

// add appends a block.
func (w *World) add(transactions []block.Transaction, codes []string) {
	b := block.Block{Number: uint64(len(w.Chain)), Transactions: transactions}
	if b.Number > 0 {
		b.Previous = w.Chain[b.Number-1].Block.Hash
	}
	data, header := sha256.New(), sha256.New()
	for i := range transactions {
		transactions[i].Index, transactions[i].Code = i, codes[i]
		fmt.Fprintf(data, "%s %s", transactions[i].ID, codes[i])
		if transactions[i].Call != nil {
			b.Size += len(transactions[i].Call.Arguments) + 1000
		}
	}
	b.Data = data.Sum(nil)
	b.Computed = b.Data
	fmt.Fprintf(header, "%d %x %x", b.Number, b.Previous, b.Data)
	b.Hash = header.Sum(nil)
	b.Commit = header.Sum([]byte("commit"))[:32]
	w.Chain = append(w.Chain, chain.Verified{Block: b, Raw: fmt.Append(nil, b.Number), Source: "memory", Codes: codes})
}

// Checkpoint is where a verifier stands behind the first so many blocks.
func (w *World) Checkpoint(next uint64) chain.Checkpoint {
	c := chain.Checkpoint{Next: next, Genesis: w.Chain[0].Block.Hash}
	for _, v := range w.Chain[:next] {
		c.Previous = v.Block.Hash
		for _, tx := range v.Block.Transactions {
			if tx.Time.After(c.Time) {
				c.Time = tx.Time
			}
		}
	}
	return c
}

// Request is a new request id.
func (w *World) Request() string {
	w.requests++
	return fmt.Sprintf("r%d", w.requests)
}
