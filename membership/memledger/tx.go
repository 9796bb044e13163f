package memledger

import (
	"errors"
	"fmt"

	"allianceregistry/membership"
)

// Errors of a transaction that Fabric would not let through either.
var (
	ErrSecondEvent = errors.New("a transaction emits one event only")
	ErrPageInWrite = errors.New("a transaction that writes cannot read pages")
)

// Tx is one simulated transaction. It implements membership.Store. It is for
// one goroutine.
type Tx struct {
	id     string
	ledger *Ledger
	height uint64 // of the chain that it is simulated on
	reads  map[string]version
	scans  []scan
	writes map[string][]byte
	event  *membership.Event
	paged  bool
}

// scan is a range that was read: where it began, its keys, the version of each, and
// whether they are all.
type scan struct {
	from     string
	prefix   string
	all      bool
	keys     []string
	versions []version
}

// Begin starts a transaction with this id on what is committed now.
func (l *Ledger) Begin(id string) *Tx {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return &Tx{id: id, ledger: l, height: l.height, reads: map[string]version{}, writes: map[string][]byte{}}
}

// Get implements membership.Store.
func (t *Tx) Get(key membership.Key) ([]byte, error) {
	t.ledger.mu.RLock()
	defer t.ledger.mu.RUnlock()
	now := t.ledger.at(key.String(), t.height)
	t.reads[key.String()] = now
	return now.value, nil
}

// Put implements membership.Store.
func (t *Tx) Put(key membership.Key, value []byte) error {
	if t.paged {
		return ErrPageInWrite
	}
	kept := append([]byte{}, value...)
	if t.ledger.kept != nil {
		var err error
		if kept, err = t.ledger.kept(kept); err != nil {
			return err
		}
	}
	t.writes[key.String()] = kept
	return nil
}

// Scan implements membership.Store.
func (t *Tx) Scan(prefix membership.Key, limit int) ([]membership.Entry, bool, error) {
	return t.ScanFrom(prefix, prefix, limit)
}

// ScanFrom implements membership.Store.
func (t *Tx) ScanFrom(prefix, from membership.Key, limit int) (entries []membership.Entry, all bool, err error) {
	t.ledger.mu.RLock()
	defer t.ledger.mu.RUnlock()
	keys := t.ledger.below(from.String(), prefix.String(), t.height)
	scanned := scan{from: from.String(), prefix: prefix.String(), keys: keys, all: len(keys) <= limit}
	if !scanned.all {
		scanned.keys = keys[:limit]
	}
	for _, key := range scanned.keys {
		scanned.versions = append(scanned.versions, t.ledger.at(key, t.height))
	}
	t.scans = append(t.scans, scanned)
	entries, err = t.entries(scanned.keys)
	return entries, scanned.all, err
}

// Page implements membership.Store.
func (t *Tx) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	if len(t.writes) > 0 {
		return nil, "", ErrPageInWrite
	}
	t.paged = true
	t.ledger.mu.RLock()
	defer t.ledger.mu.RUnlock()
	keys := t.ledger.from(max(bookmark, prefix.String()), prefix.String(), size+1, t.height)
	next := ""
	if len(keys) > size {
		keys, next = keys[:size], keys[size]
	}
	entries, err := t.entries(keys)
	return entries, next, err
}

// Emit implements membership.Store.
func (t *Tx) Emit(event membership.Event) error {
	if t.event != nil {
		return ErrSecondEvent
	}
	t.event = &event
	return nil
}

func (t *Tx) entries(keys []string) ([]membership.Entry, error) {
	entries := make([]membership.Entry, 0, len(keys))
	for _, text := range keys {
		key, ok := membership.ParseKey(text)
		if !ok {
			return nil, fmt.Errorf("not a key: %q", text)
		}
		entries = append(entries, membership.Entry{Key: key, Value: t.ledger.at(text, t.height).value})
	}
	return entries, nil
}
