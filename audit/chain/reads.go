package chain

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"allianceregistry/audit/block"
)

// noValue is what Fabric takes a private write with this hash for: a deletion
// (rwsetutil.IsKVWriteHashDelete).
var noValue = sha256.Sum256(nil)

// stateKey is a key of the state.
type stateKey struct {
	namespace, collection, key string
}

// pending are the keys that the valid transactions of a block wrote so far, with
// their versions: nil where they were deleted.
type pending map[stateKey]*block.Version

// write notes what a valid transaction wrote.
func (p pending) write(sets []block.Set, version block.Version) {
	for i := range sets {
		set := &sets[i]
		for _, w := range set.Writes {
			at := stateKey{set.Namespace, set.Collection, w.Key}
			if Deletes(set, w) {
				p[at] = nil
			} else {
				p[at] = &version
			}
		}
	}
}

// Deletes reports whether a write leaves nothing: an empty value is none, and in a
// collection the hash of one. (Fabric: rwsetutil.IsKVWriteDelete, IsKVWriteHashDelete.)
func Deletes(set *block.Set, w block.Write) bool {
	return w.Delete || len(w.Value) == 0 || (set.Collection != "" && string(w.Value) == string(noValue[:]))
}

// checkReads compares what each valid transaction read with what stands there now, in
// order. (Fabric: kvledger/txmgmt/validation.)
func (r *review) checkReads(ctx context.Context, rulings []ruling) error {
	before := make(pending)
	for i := range rulings {
		tx := &r.prepared.block.Transactions[i]
		if rulings[i].code != valid || rulings[i].undecidable || tx.Call == nil {
			continue
		}
		code, why, err := r.readSets(ctx, tx.Call.Sets, before)
		if err != nil {
			return fmt.Errorf("transaction %s: %w", tx.ID, err)
		}
		if code != valid {
			rulings[i] = ruling{code: code, why: why}
			continue
		}
		before.write(tx.Call.Sets, block.Version{Block: r.block, Index: uint64(i)})
	}
	return nil
}

// readSets checks the sets in the order of the bytes: in each the keys, then the ranges.
func (r *review) readSets(ctx context.Context, sets []block.Set, before pending) (code, why string, err error) {
	for i := range sets {
		set := &sets[i]
		for _, read := range set.Reads {
			same, err := r.unchanged(ctx, set, read, before)
			if err != nil {
				return "", "", err
			}
			if !same {
				return staleRead, fmt.Sprintf("key %q of %s has changed", read.Key, set.Namespace), nil
			}
		}
		for _, query := range set.Ranges {
			same, err := r.unchangedRange(ctx, set.Namespace, query, before)
			if err != nil {
				return "", "", err
			}
			if !same {
				return phantomRead, fmt.Sprintf("range from %q of %s has changed", query.Start, set.Namespace), nil
			}
		}
	}
	return valid, "", nil
}

func (r *review) unchanged(ctx context.Context, set *block.Set, read block.Read, before pending) (bool, error) {
	if _, written := before[stateKey{set.Namespace, set.Collection, read.Key}]; written {
		return false, nil
	}
	now, err := r.state.Version(ctx, set.Namespace, set.Collection, read.Key)
	if err != nil {
		return false, fmt.Errorf("look up version: %w", err)
	}
	return same(now, read.Version), nil
}

func same(a, b *block.Version) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// unchangedRange reports whether a range has the same keys and versions. Where the
// call stopped before the end, the last key that it saw is the end, and counts.
func (r *review) unchangedRange(ctx context.Context, namespace string, query block.Range, before pending) (bool, error) {
	now, err := r.rangeNow(ctx, namespace, query, before)
	if err != nil {
		return false, err
	}
	if query.Summary != nil {
		return summarized(now, query.Summary), nil
	}
	return slices.EqualFunc(now, query.Reads, func(a, b block.Read) bool {
		return a.Key == b.Key && same(a.Version, b.Version)
	}), nil
}

// rangeNow is a range of the state with what the transactions before wrote.
func (r *review) rangeNow(ctx context.Context, namespace string, query block.Range, before pending) ([]block.Read, error) {
	stored, err := r.state.Range(ctx, namespace, query.Start, query.End)
	if err != nil {
		return nil, fmt.Errorf("look up range: %w", err)
	}
	var now []block.Read
	for _, read := range stored {
		if _, written := before[stateKey{namespace, "", read.Key}]; !written {
			now = append(now, read)
		}
	}
	for at, version := range before {
		inside := at.key >= query.Start && (query.End == "" || at.key < query.End)
		if at.namespace == namespace && at.collection == "" && version != nil && inside {
			now = append(now, block.Read{Key: at.key, Version: version})
		}
	}
	slices.SortFunc(now, func(a, b block.Read) int { return strings.Compare(a.Key, b.Key) })
	if query.Exhausted {
		return now, nil
	}
	last, written := before[stateKey{namespace, "", query.End}]
	if !written {
		if last, err = r.state.Version(ctx, namespace, "", query.End); err != nil {
			return nil, fmt.Errorf("look up version: %w", err)
		}
	}
	if last != nil {
		now = append(now, block.Read{Key: query.End, Version: last})
	}
	return now, nil
}
