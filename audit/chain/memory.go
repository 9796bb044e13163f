package chain

import (
	"context"
	"slices"
	"sync"

	"allianceregistry/audit/block"
)

// Memory is a State in memory: for replays, offline checks and tests. Many may ask
// it at once; Apply waits for them.
type Memory struct {
	mu     sync.RWMutex
	values map[stateKey]entry
	ids    map[string]bool
	// keys are the public ones of each namespace in order; added since are those
	// that are not sorted in yet.
	keys  map[string][]string
	added map[string][]string
}

// entry is a value and who wrote it; a deleted one is not there.
type entry struct {
	value   []byte
	version block.Version
}

// NewMemory is the state before block 0.
func NewMemory() *Memory {
	return &Memory{
		values: make(map[stateKey]entry),
		ids:    make(map[string]bool),
		keys:   make(map[string][]string),
		added:  make(map[string][]string),
	}
}

// Apply writes what the valid transactions of a block wrote, and remembers the ids
// of all.
func (m *Memory) Apply(v Verified) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range v.Block.Transactions {
		tx := &v.Block.Transactions[i]
		m.ids[tx.ID] = true
		if tx.Call == nil || v.Codes[i] != valid {
			continue
		}
		version := block.Version{Block: v.Block.Number, Index: uint64(i)}
		for s := range tx.Call.Sets {
			m.write(&tx.Call.Sets[s], version)
		}
	}
}

func (m *Memory) write(set *block.Set, version block.Version) {
	for _, w := range set.Writes {
		at := stateKey{set.Namespace, set.Collection, w.Key}
		if Deletes(set, w) {
			delete(m.values, at)
			continue
		}
		if _, ok := m.values[at]; !ok && set.Collection == "" {
			m.added[set.Namespace] = append(m.added[set.Namespace], w.Key)
		}
		m.values[at] = entry{w.Value, version}
	}
}

// Version is that of a key, nil if it is not there.
func (m *Memory) Version(_ context.Context, namespace, collection, key string) (*block.Version, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	found, ok := m.values[stateKey{namespace, collection, key}]
	if !ok {
		return nil, nil
	}
	return &found.version, nil
}

// Value is that of a key of the public state, nil if it is not there.
func (m *Memory) Value(_ context.Context, namespace, key string) ([]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.values[stateKey{namespace, "", key}].value, nil
}

// Known reports whether a transaction with this id was applied, valid or not.
func (m *Memory) Known(_ context.Context, id string) (bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.ids[id], nil
}

// Range lists keys of the public state from start on and before end.
func (m *Memory) Range(_ context.Context, namespace, start, end string) ([]block.Read, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := m.sorted(namespace)
	from, _ := slices.BinarySearch(keys, start)
	var found []block.Read
	for _, key := range keys[from:] {
		if end != "" && key >= end {
			break
		}
		if value, ok := m.values[stateKey{namespace, "", key}]; ok {
			found = append(found, block.Read{Key: key, Version: &value.version})
		}
	}
	return found, nil
}

// sorted puts the new keys of a namespace where they belong: those deleted since
// stay, and may be new again.
func (m *Memory) sorted(namespace string) []string {
	if added := m.added[namespace]; len(added) > 0 {
		all := append(m.keys[namespace], added...)
		slices.Sort(all)
		m.keys[namespace] = slices.Compact(all)
		delete(m.added, namespace)
	}
	return m.keys[namespace]
}
