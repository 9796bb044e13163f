package index

import (
	"context"
	"iter"
	"slices"
	"strings"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// pendingState is the state behind blocks that were verified and are not added yet: so
// that many can be added at once.
type pendingState struct {
	*Index
	written map[stateKey]pendingValue
	ids     map[string]bool
}

// pendingValue is what a key was set to; no version is a key that was deleted.
type pendingValue struct {
	version *block.Version
	value   []byte
}

func newPendingState(x *Index) *pendingState {
	return &pendingState{Index: x, written: map[stateKey]pendingValue{}, ids: map[string]bool{}}
}

// writesOf yields what a block's valid transactions wrote, in their order.
func writesOf(v chain.Verified) iter.Seq2[stateKey, pendingValue] {
	return func(yield func(stateKey, pendingValue) bool) {
		for i, tx := range v.Block.Transactions {
			if tx.Call == nil || v.Codes[i] != valid {
				continue
			}
			for _, set := range tx.Call.Sets {
				for _, write := range set.Writes {
					w := pendingValue{version: &block.Version{Block: v.Block.Number, Index: uint64(i)}, value: write.Value}
					if chain.Deletes(&set, write) {
						w = pendingValue{}
					}
					if !yield(stateKey{space(set.Namespace, set.Collection), write.Key}, w) {
						return
					}
				}
			}
		}
	}
}

// add enters a block.
func (a *pendingState) add(v chain.Verified) {
	for at, w := range writesOf(v) {
		a.written[at] = w
	}
	for _, tx := range v.Block.Transactions {
		a.ids[lookupText(tx.ID)] = true
	}
}

// clear forgets the blocks, once they are in the index.
func (a *pendingState) clear() {
	clear(a.written)
	clear(a.ids)
}

// Version implements chain.State.
func (a *pendingState) Version(ctx context.Context, namespace, collection, key string) (*block.Version, error) {
	if w, found := a.written[stateKey{space(namespace, collection), key}]; found {
		return w.version, nil
	}
	return a.Index.Version(ctx, namespace, collection, key)
}

// Value implements chain.State.
func (a *pendingState) Value(ctx context.Context, namespace, key string) ([]byte, error) {
	if w, found := a.written[stateKey{space(namespace, ""), key}]; found {
		return w.value, nil
	}
	return a.Index.Value(ctx, namespace, key)
}

// Known implements chain.State.
func (a *pendingState) Known(ctx context.Context, id string) (bool, error) {
	if a.ids[lookupText(id)] {
		return true, nil
	}
	return a.Index.Known(ctx, id)
}

// Range implements chain.State.
func (a *pendingState) Range(ctx context.Context, namespace, start, end string) ([]block.Read, error) {
	reads, err := a.Index.Range(ctx, namespace, start, end)
	if err != nil {
		return nil, err
	}
	reads = slices.DeleteFunc(reads, func(r block.Read) bool {
		_, found := a.written[stateKey{space(namespace, ""), r.Key}]
		return found
	})
	for at, w := range a.written {
		if at.space == space(namespace, "") && at.key >= start && (end == "" || at.key < end) && w.version != nil {
			reads = append(reads, block.Read{Key: at.key, Version: w.version})
		}
	}
	slices.SortFunc(reads, func(x, y block.Read) int { return strings.Compare(x.Key, y.Key) })
	return reads, nil
}
