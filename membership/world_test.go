package membership_test

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/schema/schematest"
)

// tester is what testing.T, testing.B and rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// epoch is when every test's clock starts.
var epoch = time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC)

// world is a ledger with a clock that only the test moves.
type world struct {
	t      tester
	ledger *memledger.Ledger
	now    time.Time
	sent   int
	engine string // of the rules that transactions run by
}

// couchDB has the rules read what a peer on CouchDB gives them.
var couchDB = flag.Bool("couchdb", false, "keep the ledger's state as CouchDB does")

func newWorld(t tester) *world {
	ledger := memledger.New()
	if *couchDB {
		ledger = memledger.NewCouchDB()
	}
	return &world{t: t, ledger: ledger, now: epoch, engine: charter.Engine}
}

// keyOf is the hash that a key with this label would have.
func keyOf(label string) string { return chartertest.Digest(label) }

// as is the caller with a party's own first key, at the party's own host.
func as(party string) membership.Caller {
	_, host, _ := strings.Cut(party, "@")
	return membership.Caller{MSP: mspOf(host), Host: host, Key: keyOf(party), Party: party}
}

// mspOf is the MSP ID of a host in these tests, the same but for two.
func mspOf(host string) string {
	switch host {
	case org1:
		return "Org1MSP"
	case org2:
		return "Org2.Example"
	}
	return host
}

// with is the same caller with another key.
func with(caller membership.Caller, label string) membership.Caller {
	caller.Key = keyOf(label)
	return caller
}

// at is the same caller with a certificate of another host.
func at(caller membership.Caller, host string) membership.Caller {
	caller.MSP, caller.Host = mspOf(host), host
	return caller
}

func (w *world) wait(d time.Duration) { w.now = w.now.Add(d) }

// tx makes the next transaction, a second after the last.
func (w *world) tx(caller membership.Caller) membership.Tx {
	w.t.Helper()
	w.sent++
	w.wait(time.Second)
	tx, err := membership.NewTx(fmt.Sprintf("tx%04d", w.sent), w.now, caller)
	require.NoError(w.t, err)
	tx.Engine = w.engine
	return tx
}

// simulation is a transaction that is not yet committed.
type simulation struct {
	id    string
	tx    *memledger.Tx
	event membership.Event
	err   error
}

// reading is a store that knows what was read, and what was written.
type reading struct {
	membership.Store
	read  map[string]bool
	wrote map[string]string // the kind of record, by its key
}

func (r reading) Get(key membership.Key) ([]byte, error) {
	r.read[key.String()] = true
	return r.Store.Get(key)
}

func (r reading) Put(key membership.Key, value []byte) error {
	r.wrote[key.String()] = key.Object
	return r.Store.Put(key, value)
}

// requireNothingDone wants that nothing was written by what was refused, and by
// what was void nothing but that it was.
func (r reading) requireNothingDone(t tester, event membership.Event, err error) {
	t.Helper()
	if err != nil {
		require.Empty(t, r.wrote, "written, and refused: %v", err)
		return
	}
	if event.Status != string(membership.Void) {
		return
	}
	for _, kind := range r.wrote {
		require.Contains(t, []string{"proposal", "decision", "enactment"}, kind, "written by what is void: %v", r.wrote)
	}
}

// said is a transaction that says what it is about, as whoever sends it reads it on
// the ledger. By the rules of version 2 nothing does.
func (w *world) said(transaction membership.Transaction) membership.Transaction {
	w.t.Helper()
	key, missing := membership.RestsOn(transaction)
	if !missing || w.engine == charter.EngineTwo {
		return transaction
	}
	record, err := w.ledger.Begin("read").Get(key)
	require.NoError(w.t, err)
	if record == nil {
		return transaction
	}
	transaction, err = membership.Complete(transaction, record)
	require.NoError(w.t, err)
	return transaction
}

// simulate runs a transaction on what is committed now.
func (w *world) simulate(caller membership.Caller, transaction membership.Transaction) simulation {
	w.t.Helper()
	transaction = w.said(transaction)
	tx := w.tx(caller)
	simulated := w.ledger.Begin(tx.ID)
	watched := reading{simulated, map[string]bool{}, map[string]string{}}
	event, err := membership.Apply(watched, tx, transaction)
	watched.requireNothingDone(w.t, event, err)
	if err == nil && event.Tx == tx.ID && w.engine == charter.Engine { // what is read in vain would meet conflicts in vain
		for _, key := range membership.Reads(tx, transaction) {
			step := strings.Replace(key.String(), form.Separator+event.Proposal+form.Separator, form.Separator+event.Proposal+".1"+form.Separator, 1)
			later := key.Object == "endorsement" && (watched.read[step] || watched.read[strings.Replace(step, ".1", ".2", 1)]) // its first vote is over, and meets no conflict
			require.True(w.t, later || watched.read[key.String()], "%s does not read %q", transaction.Name(), key)
		}
	}
	w.fitsSchema(transaction, event, err)
	return simulation{tx.ID, simulated, event, err}
}

// fitsSchema wants of what was accepted that the published schemas take argument and
// event, and of what was refused that they take the refusal.
func (w *world) fitsSchema(transaction membership.Transaction, event membership.Event, err error) {
	w.t.Helper()
	var denied *refusal.Error
	_, drawn := w.t.(*rapid.T) // lives are refused a lot, and always the same
	switch {
	case errors.As(err, &denied) && !drawn:
		require.NoError(w.t, schematest.Refusal(denied))
	case err == nil && w.engine == charter.Engine: // older rules took what these do not
		argument, err := form.Encode(transaction)
		require.NoError(w.t, err)
		require.NoError(w.t, schematest.Argument(transaction.Name(), argument))
		require.NoError(w.t, schematest.Event(event))
	}
}

// commit puts simulations, none of them refused, into one block.
func (w *world) commit(block ...simulation) []memledger.Code {
	w.t.Helper()
	txs := make([]*memledger.Tx, len(block))
	for i, s := range block {
		require.NoError(w.t, s.err)
		txs[i] = s.tx
	}
	return w.ledger.Commit(txs...)
}

// apply runs a transaction and commits it in a block of its own.
func (w *world) apply(caller membership.Caller, transaction membership.Transaction) (membership.Event, error) {
	w.t.Helper()
	s := w.simulate(caller, transaction)
	if s.err != nil {
		return membership.Event{}, s.err
	}
	require.Equal(w.t, []memledger.Code{memledger.Valid}, w.commit(s))
	return s.event, nil
}

// must is apply for what may not be refused. It checks that the event that the
// ledger keeps is the one that was answered.
func (w *world) must(caller membership.Caller, transaction membership.Transaction) membership.Event {
	w.t.Helper()
	event, err := w.apply(caller, transaction)
	require.NoError(w.t, err)
	place, found := w.ledger.Find(fmt.Sprintf("tx%04d", w.sent))
	require.True(w.t, found)
	require.Equal(w.t, &event, place.Event)
	return event
}

// refused is apply for what must be refused, and leave nothing behind.
func (w *world) refused(code refusal.Code, caller membership.Caller, transaction membership.Transaction) *refusal.Error {
	w.t.Helper()
	before := w.ledger.State()
	_, err := w.apply(caller, transaction)
	denied := requireCode(w.t, code, err)
	w.requireState(before)
	return denied
}

// requireState compares the state with an earlier one, and names the keys that differ.
func (w *world) requireState(before map[string]string) {
	w.t.Helper()
	require.Empty(w.t, changes(before, w.ledger.State()))
}

func changes(before, after map[string]string) (keys []string) {
	for key, value := range after {
		if earlier, found := before[key]; !found || earlier != value {
			keys = append(keys, key)
		}
	}
	for key := range before {
		if _, found := after[key]; !found {
			keys = append(keys, key)
		}
	}
	return keys
}

func requireCode(t tester, code refusal.Code, err error) *refusal.Error {
	t.Helper()
	require.Error(t, err)
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, code, denied.Code, "%v", err)
	return denied
}

// ask answers a question from what is committed.
func ask[R any](w *world, q membership.Query[R]) R {
	w.t.Helper()
	answer, err := membership.Ask(w.ledger.Begin("question"), w.now, q)
	require.NoError(w.t, err)
	require.NoError(w.t, schematest.Answer(q.Name(), answer))
	return answer
}

// stamp is the one that the last transaction wrote.
func (w *world) stamp() membership.Stamp {
	return membership.Stamp{Tx: fmt.Sprintf("tx%04d", w.sent), Time: w.now}
}
