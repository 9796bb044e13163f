package memory

import (
	"context"
	"iter"

	"allianceregistry/client"
)

// Height implements client.Ledger.
func (l *Ledger) Height(ctx context.Context) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: err}
	}
	return l.chain.Height(), nil
}

// Blocks implements client.Ledger.
func (l *Ledger) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		for number := from; ; {
			if err := ctx.Err(); err != nil {
				yield(client.Block{}, err)
				return
			}
			block, grown := l.block(number)
			if grown == nil {
				if !yield(block, nil) {
					return
				}
				number++
				continue
			}
			select {
			case <-grown:
			case <-ctx.Done():
			}
		}
	}
}

// block reads one block. If it is not there yet, grown is closed when to look again.
func (l *Ledger) block(number uint64) (block client.Block, grown <-chan struct{}) {
	block.Number = number
	transactions, grown := l.chain.Block(number)
	for index, tx := range transactions {
		if tx.Event != nil {
			block.Events = append(block.Events, client.Event{
				Position: client.Position{Block: number, Index: index}, Tx: tx.ID, Event: *tx.Event,
			})
		}
	}
	return block, grown
}
