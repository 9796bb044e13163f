package sdk

import (
	"context"
	"fmt"
)

// gate lets so many calls be under way at once; the others wait for their turn.
// More would not be answered sooner: the peers work on all of them at once, each
// takes longer, until answers come too late and are asked for again, which is
// more work for the same peers.
type gate chan struct{}

func newGate(most int) gate { return make(gate, max(most, 1)) }

// enter waits for a place. It fails if ctx ends first.
func (g gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for %d earlier calls of this program: %w", cap(g), ctx.Err())
	}
}

func (g gate) leave() { <-g }
