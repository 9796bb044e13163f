package replay

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
)

// version is a value of a record, and the transaction that wrote it; a nil value
// is a deletion.
type version struct {
	value []byte
	place chain.Place
}

// records are all versions of all records, so that the state of every height can
// be read.
type records struct {
	merging  sync.Mutex           // whoever reads a range puts its keys in order
	versions map[string][]version // of each key, the oldest first
	kinds    map[string]*kind
}

// kind are the keys of one kind of records. New ones wait until a range is read:
// most are never scanned in between.
type kind struct {
	sorted, pending []string
}

func newRecords() *records {
	return &records{versions: map[string][]version{}, kinds: map[string]*kind{}}
}

// object is the kind of records that a key belongs to.
func object(key string) string {
	object, _, _ := strings.Cut(key, "\x00")
	return object
}

// write adds a version.
func (s *records) write(key string, v version) {
	if _, known := s.versions[key]; !known {
		of := s.kinds[object(key)]
		if of == nil {
			of = &kind{}
			s.kinds[object(key)] = of
		}
		of.pending = append(of.pending, key)
	}
	s.versions[key] = append(s.versions[key], v)
}

// at is a key's version as it was when the chain had so many blocks.
func (s *records) at(key string, height uint64) (version, bool) {
	versions := s.versions[key]
	for i := len(versions) - 1; i >= 0; i-- {
		if versions[i].place.Block < height {
			return versions[i], versions[i].value != nil
		}
	}
	return version{}, false
}

// keys are those of an object, in order.
func (s *records) keys(object string) []string {
	of := s.kinds[object]
	if of == nil {
		return nil
	}
	s.merging.Lock()
	defer s.merging.Unlock()
	of.merge()
	return of.sorted
}

// merge puts the keys that wait in their places, from the last on.
func (k *kind) merge() {
	if len(k.pending) == 0 {
		return
	}
	slices.Sort(k.pending)
	from := len(k.sorted) - 1
	k.sorted = append(k.sorted, k.pending...)
	for to := len(k.sorted) - 1; len(k.pending) > 0; to-- {
		last := len(k.pending) - 1
		if from >= 0 && k.sorted[from] > k.pending[last] {
			k.sorted[to], from = k.sorted[from], from-1
		} else {
			k.sorted[to], k.pending = k.pending[last], k.pending[:last]
		}
	}
}

// View is the registry's state at a height, as the blocks wrote it. It implements
// membership.Store, and refuses to be written to.
type View struct {
	records *records
	height  uint64
}

// errReadOnly is what a View says to whoever writes.
var errReadOnly = errors.New("the state of a replay is not written to")

// Height is the number of blocks that wrote it.
func (v View) Height() uint64 { return v.height }

// Wrote is the transaction that wrote what a key holds.
func (v View) Wrote(key membership.Key) (chain.Place, bool) {
	found, there := v.records.at(key.String(), v.height)
	return found.place, there
}

// Get implements membership.Store.
func (v View) Get(key membership.Key) ([]byte, error) {
	found, _ := v.records.at(key.String(), v.height)
	return found.value, nil
}

// Scan implements membership.Store.
func (v View) Scan(prefix membership.Key, limit int) ([]membership.Entry, bool, error) {
	return v.ScanFrom(prefix, prefix, limit)
}

// ScanFrom implements membership.Store.
func (v View) ScanFrom(prefix, from membership.Key, limit int) ([]membership.Entry, bool, error) {
	entries, _, err := v.entries(prefix, from.String(), limit+1)
	if len(entries) > limit {
		return entries[:limit], false, err
	}
	return entries, true, err
}

// Page implements membership.Store. A bookmark is the next page's first key.
func (v View) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	return v.entries(prefix, max(bookmark, prefix.String()), size)
}

// Put implements membership.Store.
func (View) Put(membership.Key, []byte) error { return errReadOnly }

// Emit implements membership.Store.
func (View) Emit(membership.Event) error { return errReadOnly }

// entries are up to limit records from a key on, and the key that follows.
func (v View) entries(prefix membership.Key, from string, limit int) (entries []membership.Entry, next string, err error) {
	keys, end := v.records.keys(prefix.Object), prefix.End()
	for i := sort.SearchStrings(keys, from); i < len(keys) && keys[i] < end; i++ {
		found, there := v.records.at(keys[i], v.height)
		if !there {
			continue
		}
		if len(entries) == limit {
			return entries, keys[i], nil
		}
		key, ok := membership.ParseKey(keys[i])
		if !ok {
			return nil, "", fmt.Errorf("not a key of the registry: %q", truncate(keys[i]))
		}
		entries = append(entries, membership.Entry{Key: key, Value: found.value})
	}
	return entries, "", nil
}
