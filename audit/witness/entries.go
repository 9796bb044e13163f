package witness

import (
	"context"
	"encoding/hex"
	"fmt"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/proof"
)

// Source is what was verified of a chain; *index.Index is one.
type Source interface {
	Checkpoint(ctx context.Context) (chain.Checkpoint, error)
	// BlockHash is the hash of a block's header, nil for one that is not there.
	BlockHash(ctx context.Context, number uint64) ([]byte, error)
	Written(ctx context.Context, number uint64) ([]index.Written, error)
}

// maxEntry is the most bytes of an entry that a bundle can hold.
const maxEntry = 1<<16 - 1

// Entries are what a log has of a block.
func Entries(ctx context.Context, source Source, number uint64) ([][]byte, error) {
	hash, err := source.BlockHash(ctx, number)
	if err != nil {
		return nil, err
	}
	if hash == nil {
		return nil, fmt.Errorf("block %d is not in the index", number)
	}
	written, err := source.Written(ctx, number)
	if err != nil {
		return nil, err
	}
	all := make([]any, 0, len(written)+1)
	for _, w := range written {
		if w.Key.Object == "branch" || w.Key.Object == "root" {
			continue // the root of the seal has it
		}
		entry := proof.RecordEntry{Block: number, Index: w.Index, Key: append([]string{w.Key.Object}, w.Key.Parts...), Kind: proof.RecordKind, Tx: w.Tx}
		if w.Value != nil {
			entry.Value = proof.Digest(w.Value)
		}
		all = append(all, entry)
	}
	all = append(all, proof.BlockEntry{Block: number, Hash: hex.EncodeToString(hash), Kind: proof.BlockKind})
	entries := make([][]byte, 0, len(all))
	for _, entry := range all {
		text, err := proof.Encode(entry)
		if err == nil && len(text) > maxEntry {
			err = fmt.Errorf("block %d has a key of %d bytes, more than a log can hold", number, len(text))
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, text)
	}
	return entries, nil
}
