package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"allianceregistry/audit/block"
)

// unreadableError says that what a peer gave is no block, or another.
type unreadableError struct{ error }

// blockOf is a peer's block, if it is one, whole, and the one that was asked for.
func (s *comparer) blockOf(ctx context.Context, peer Peer, number uint64) (*block.Block, error) {
	raw, err := peer.Block(ctx, number)
	if err != nil {
		return nil, err
	}
	parsed, err := s.parse(raw)
	switch {
	case err != nil:
	case parsed.Number != number:
		err = fmt.Errorf("it is block %d", parsed.Number)
	case !bytes.Equal(parsed.Data, parsed.Computed):
		err = errors.New("its transactions are not those that its header stands for")
	}
	if err != nil {
		return nil, &unreadableError{err}
	}
	return outline(&parsed), nil
}

// outline is as much of a block as is compared, and keeps nothing else of it in memory: a
// search looks at many, and each may be as large as a message can be.
func outline(b *block.Block) *block.Block {
	kept := &block.Block{
		Number: b.Number, Hash: b.Hash, Commit: slices.Clone(b.Commit), Transactions: make([]block.Transaction, len(b.Transactions)),
	}
	for i := range b.Transactions {
		tx := &b.Transactions[i]
		kept.Transactions[i] = block.Transaction{ID: tx.ID, Code: tx.Code}
		if isAmbiguous(tx) {
			kept.Transactions[i].Flaw = ambiguousFlag
		}
	}
	return kept
}
