// Package memledger is a ledger in memory that behaves like Fabric's where the
// rules can feel it.
//
// A transaction is first simulated on what is committed: it does not read its
// own writes, and everything that it reads is written down, also what was not
// there, and whole ranges. Then a block of several such transactions is
// committed in order: one whose reads no longer hold, because a transaction
// before it changed them, is marked invalid and leaves nothing behind. So
// conflicts can be tried without a network, one by one.
//
//	l := memledger.New()
//	tx := l.Begin()            // the snapshot that a peer would simulate on
//	membership.Apply(tx, …)    // reads and writes are collected
//	l.Commit(tx, other)        // one block; a code for each
package memledger

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"allianceregistry/membership"
)

// Code says what became of a transaction at commit, in Fabric's words.
type Code string

// The codes that this ledger gives.
const (
	Valid           Code = "VALID"
	MVCCConflict    Code = "MVCC_READ_CONFLICT"
	PhantomConflict Code = "PHANTOM_READ_CONFLICT"
	DuplicateID     Code = "DUPLICATE_TXID"
)

// Place says where a transaction stands in the chain, and what became of it.
type Place struct {
	Block uint64
	Code  Code
	Event *membership.Event
}

// Ledger is the chain and its state. It may be used from several goroutines.
type Ledger struct {
	mu     sync.RWMutex
	state  map[string][]version // of each key, the oldest first
	keys   []string             // of state, sorted
	height uint64
	places map[string]Place
	blocks [][]Transaction // from block 1 on
	grown  chan struct{}   // closed when the next block is there
	// kept is how a value is read again; nil if as it was written.
	kept func([]byte) ([]byte, error)
}

// Transaction is one of a block.
type Transaction struct {
	ID string
	Place
}

// version is a value and where it was written.
type version struct {
	value []byte
	block uint64
	index int
}

// New returns an empty ledger; its first block is 1, block 0 being a
// configuration.
func New() *Ledger {
	return &Ledger{state: map[string][]version{}, places: map[string]Place{}, height: 1, grown: make(chan struct{})}
}

// at returns a key's version as it was when the chain had so many blocks; the
// zero version if there was none. Blocks are numbered from 1, so that no
// version that is there equals it.
func (l *Ledger) at(key string, height uint64) version {
	versions := l.state[key]
	for i := len(versions) - 1; i >= 0; i-- {
		if versions[i].block < height {
			return versions[i]
		}
	}
	return version{}
}

// same reports whether two versions were written by the same transaction.
func (v version) same(other version) bool { return v.block == other.block && v.index == other.index }

// Height is the number of blocks.
func (l *Ledger) Height() uint64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.height
}

// Find returns the place of a transaction, false if it was never committed.
func (l *Ledger) Find(txID string) (Place, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	place, found := l.places[txID]
	return place, found
}

// Block returns the transactions of a block, in their order. If the chain does
// not have it yet there are none, and grown is closed when it has grown.
func (l *Ledger) Block(number uint64) (transactions []Transaction, grown <-chan struct{}) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	switch {
	case number >= l.height:
		return nil, l.grown
	case number == 0:
		return nil, nil
	}
	return l.blocks[number-1], nil
}

// State returns a copy of all that is committed, by the keys' text.
func (l *Ledger) State() map[string]string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	state := make(map[string]string, len(l.state))
	for _, key := range l.keys {
		state[key] = string(l.at(key, l.height).value)
	}
	return state
}

// Commit appends one block with these transactions in this order and returns
// what became of each.
func (l *Ledger) Commit(block ...*Tx) []Code {
	l.mu.Lock()
	defer l.mu.Unlock()
	codes := make([]Code, len(block))
	transactions := make([]Transaction, len(block))
	for index, tx := range block {
		codes[index] = l.validate(tx)
		place := Place{Block: l.height, Code: codes[index]}
		if codes[index] == Valid {
			l.write(tx, index)
			place.Event = tx.event
		}
		transactions[index] = Transaction{ID: tx.id, Place: place}
		if codes[index] != DuplicateID { // the first one keeps its place
			l.places[tx.id] = place
		}
	}
	l.blocks = append(l.blocks, transactions)
	l.height++
	close(l.grown)
	l.grown = make(chan struct{})
	return codes
}

// validate checks that what a transaction read still holds.
func (l *Ledger) validate(tx *Tx) Code {
	if _, found := l.places[tx.id]; found {
		return DuplicateID
	}
	for key, read := range tx.reads {
		if !l.latest(key).same(read) {
			return MVCCConflict
		}
	}
	for _, scanned := range tx.scans {
		if !l.holds(scanned) {
			return PhantomConflict
		}
	}
	return Valid
}

// holds reports whether a range has the same records as when it was scanned.
func (l *Ledger) holds(scanned scan) bool {
	keys := l.below(scanned.from, scanned.prefix, l.height+1)
	if len(keys) < len(scanned.keys) || scanned.all && len(keys) > len(scanned.keys) {
		return false
	}
	keys = keys[:len(scanned.keys)]
	for i, key := range keys {
		if scanned.keys[i] != key || !l.latest(key).same(scanned.versions[i]) {
			return false
		}
	}
	return true
}

// latest returns a key's last version, also of the block that is being written.
func (l *Ledger) latest(key string) version { return l.at(key, l.height+1) }

func (l *Ledger) write(tx *Tx, index int) {
	before := len(l.keys)
	for key, value := range tx.writes {
		if _, found := l.state[key]; !found {
			l.keys = append(l.keys, key)
		}
		l.state[key] = append(l.state[key], version{value: value, block: l.height, index: index})
	}
	l.keys = merged(l.keys, before)
}

// merged puts the keys behind the first so many, which are in order, in order too.
func merged(keys []string, ordered int) []string {
	added := slices.Sorted(slices.Values(keys[ordered:]))
	to := len(keys) - 1
	for from := ordered - 1; len(added) > 0; to-- {
		last := len(added) - 1
		if from >= 0 && keys[from] > added[last] {
			keys[to], from = keys[from], from-1
		} else {
			keys[to], added = added[last], added[:last]
		}
	}
	return keys
}

// below returns the keys with a prefix, in order and beginning with one, that were there
// when the chain had so many blocks.
func (l *Ledger) below(start, prefix string, height uint64) []string {
	return l.from(start, prefix, len(l.keys), height)
}

// from is below, beginning with a key, up to most of them.
func (l *Ledger) from(start, prefix string, limit int, height uint64) []string {
	var keys []string
	for i := sort.SearchStrings(l.keys, start); i < len(l.keys) && len(keys) < limit && strings.HasPrefix(l.keys[i], prefix); i++ {
		if l.at(l.keys[i], height).block > 0 {
			keys = append(keys, l.keys[i])
		}
	}
	return keys
}
