package index

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// maxCached bounds the versions that are kept in memory.
const maxCached = 200_000

// stateKey names a key of the state.
type stateKey struct{ space, key string }

// state answers what was written, from a bounded memory or the database.
type state struct {
	index *Index

	mu       sync.Mutex
	prepared map[string]*sql.Stmt
	// versions remembers what was asked or written last; nil is a key that is not there.
	versions map[stateKey]*block.Version
}

func newState(x *Index) *state {
	return &state{index: x, prepared: map[string]*sql.Stmt{}, versions: map[stateKey]*block.Version{}}
}

// The questions of chain.State.
const (
	lastVersion = "SELECT place, gone FROM version WHERE space=? AND key=? ORDER BY place DESC LIMIT 1"
	lastValue   = "SELECT value, gone FROM version WHERE space=? AND key=? ORDER BY place DESC LIMIT 1"
	rangeFrom   = "SELECT key, place, gone, whole FROM version WHERE space=? AND key>=? ORDER BY key, place"
	rangeWithin = "SELECT key, place, gone, whole FROM version WHERE space=? AND key>=? AND key<? ORDER BY key, place"
	knownID     = "SELECT 1 FROM tx WHERE id=? LIMIT 1"
)

// prepare prepares each statement once.
func (s *state) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if done, found := s.prepared[text]; found {
		return done, nil
	}
	done, err := s.index.read.PrepareContext(ctx, s.index.dialect.bind(text))
	if err == nil {
		s.prepared[text] = done
	}
	return done, err
}

// queryOne reads one row; none is sql.ErrNoRows.
func (s *state) queryOne(ctx context.Context, text string, args []any, into ...any) error {
	statement, err := s.prepare(ctx, text)
	if err != nil {
		return err
	}
	return statement.QueryRowContext(ctx, args...).Scan(into...)
}

// added takes what was just written into memory.
func (s *state) added(blocks []chain.Verified) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range blocks {
		for at, written := range writesOf(v) {
			s.remember(at, written.version)
		}
	}
}

// remember is called with the lock held.
func (s *state) remember(at stateKey, version *block.Version) {
	if len(s.versions) >= maxCached {
		clear(s.versions)
	}
	s.versions[at] = version
}

// Version implements chain.State.
func (x *Index) Version(ctx context.Context, namespace, collection, key string) (*block.Version, error) {
	s, at := x.state, stateKey{space(namespace, collection), key}
	s.mu.Lock()
	version, found := s.versions[at]
	s.mu.Unlock()
	if found {
		return version, nil
	}
	var place int64
	var gone int
	err := s.queryOne(ctx, lastVersion, []any{lookupText(at.space), lookupKey(key)}, &place, &gone)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, classify(err, x.where)
	}
	if err == nil && gone == 0 {
		found := versionOf(place)
		version = &found
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if newer, found := s.versions[at]; found { // added meanwhile
		return newer, nil
	}
	s.remember(at, version)
	return version, nil
}

// Value implements chain.State.
func (x *Index) Value(ctx context.Context, namespace, key string) ([]byte, error) {
	var value []byte
	var gone int
	err := x.state.queryOne(ctx, lastValue, []any{lookupText(space(namespace, "")), lookupKey(key)}, &value, &gone)
	if errors.Is(err, sql.ErrNoRows) || gone == 1 {
		return nil, nil
	}
	return value, classify(err, x.where)
}

// Known implements chain.State.
func (x *Index) Known(ctx context.Context, id string) (bool, error) {
	var one int
	err := x.state.queryOne(ctx, knownID, []any{lookupText(id)}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, classify(err, x.where)
}

// Range implements chain.State.
func (x *Index) Range(ctx context.Context, namespace, start, end string) ([]block.Read, error) {
	text, args := rangeFrom, []any{lookupText(space(namespace, "")), lowerBound(start)}
	if end != "" {
		text, args = rangeWithin, append(args, upperBound(end))
	}
	statement, err := x.state.prepare(ctx, text)
	if err != nil {
		return nil, classify(err, x.where)
	}
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return nil, classify(err, x.where)
	}
	defer rows.Close()
	var reads []block.Read
	for rows.Next() {
		var key, whole []byte
		var place int64
		var gone int
		if err := rows.Scan(&key, &place, &gone, &whole); err != nil {
			return nil, err
		}
		if len(whole) > 0 {
			key = whole
		}
		reads = appendLatest(reads, string(key), versionOf(place), gone == 1)
	}
	return trimRange(reads, start, end), classify(rows.Err(), x.where)
}

// appendLatest puts a later version in the place of an earlier one of the same key.
func appendLatest(reads []block.Read, key string, version block.Version, gone bool) []block.Read {
	if last := len(reads) - 1; last >= 0 && reads[last].Key == key {
		reads = reads[:last]
	}
	if gone {
		return reads
	}
	return append(reads, block.Read{Key: key, Version: &version})
}
