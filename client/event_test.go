package client_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// interrupted is a chain of ten blocks with two events each; each call of Blocks
// ends with the next of the faults, after two blocks.
type interrupted struct {
	client.Ledger
	faults []error
	asked  []uint64
}

func (i *interrupted) Blocks(_ context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		i.asked = append(i.asked, from)
		for number := from; number < 10; number++ {
			if number == from+2 && len(i.faults) > 0 {
				fault := i.faults[0]
				i.faults = i.faults[1:]
				if fault != nil {
					yield(client.Block{}, fault)
				}
				return
			}
			block := client.Block{Number: number}
			for index := range 2 {
				block.Events = append(block.Events, client.Event{
					Position: client.Position{Block: number, Index: index}, Event: membership.Event{Type: "Trial"},
				})
			}
			if !yield(block, nil) {
				return
			}
		}
	}
}

func TestEvents(t *testing.T) {
	gone := &client.Fault{Phase: client.Query, Kind: client.Unavailable}
	refused := &client.Fault{Phase: client.Query, Kind: client.Failed}
	for name, row := range map[string]struct {
		faults []error
		from   client.Position
		until  uint64
		first  string
		count  int
		asked  []uint64
		err    error
	}{
		"ok/all":                              {until: 10, first: "0.0", count: 20, asked: []uint64{0}},
		"ok/from the middle of a block":       {from: client.Position{Block: 3, Index: 1}, until: 5, first: "3.1", count: 3, asked: []uint64{3}},
		"ok/from beyond a block's last event": {from: client.Position{Block: 3, Index: 2}, until: 5, first: "4.0", count: 2, asked: []uint64{3}},
		"ok/nothing":                          {from: client.Position{Block: 5}, until: 5},
		"ok/read on after faults":             {faults: []error{gone, gone}, until: 10, first: "0.0", count: 20, asked: []uint64{0, 2, 4}},
		"ok/read on if it ends without one":   {faults: []error{nil}, until: 10, first: "0.0", count: 20, asked: []uint64{0, 2}},
		"fail/refused for good":               {faults: []error{refused}, until: 10, first: "0.0", count: 4, asked: []uint64{0}, err: refused},
		"fail/the context's":                  {faults: []error{context.Canceled}, until: 10, first: "0.0", count: 4, asked: []uint64{0}, err: context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			ledger := &interrupted{faults: row.faults}
			var ids []string
			var last error
			for event, err := range client.New(ledger, client.WithPause(time.Millisecond)).Events(t.Context(), row.from, row.until) {
				if last = err; err == nil {
					ids = append(ids, event.Position.String())
				}
			}
			require.Len(t, ids, row.count)
			if row.count > 0 {
				require.Equal(t, row.first, ids[0])
			}
			require.Equal(t, row.asked, ledger.asked)
			require.ErrorIs(t, last, row.err)
		})
	}
}

// A network that stays down is waited for as often as was asked, no longer.
func TestEventsGiveUp(t *testing.T) {
	ledger := &silent{}
	for _, err := range client.New(ledger, client.WithAttempts(3), client.WithPause(time.Millisecond)).Events(t.Context(), client.Position{}, client.NoEnd) {
		var fault *client.Fault
		require.ErrorAs(t, err, &fault)
	}
	require.Equal(t, 3, ledger.asked)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	for _, err := range client.New(ledger).Events(ctx, client.Position{}, client.NoEnd) {
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
}

// silent is a ledger that is down.
type silent struct {
	client.Ledger
	asked int
}

func (s *silent) Blocks(context.Context, uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		s.asked++
		yield(client.Block{}, &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: errors.New("no peer answers")})
	}
}
