package sdk

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

func TestGate(t *testing.T) {
	const most, calls = 3, 60
	g := newGate(most)
	var inside, worst atomic.Int64
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			if g.enter(t.Context()) != nil {
				return
			}
			defer g.leave()
			now := inside.Add(1)
			for seen := worst.Load(); now > seen && !worst.CompareAndSwap(seen, now); seen = worst.Load() {
			}
			time.Sleep(time.Millisecond)
			inside.Add(-1)
		})
	}
	all.Wait()
	require.EqualValues(t, most, worst.Load())
	require.Empty(t, g, "everybody has left")

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, g.enter(ended), context.Canceled, "also where there is a place")
}

// Who waits for a turn waits as long as its context lets it, and nothing was sent.
func TestWithInFlight(t *testing.T) {
	opened, err := Open(Settings{Connection: deafProfile(t), Channel: "registry", Chaincode: "registry"}, identity(t), WithInFlight(1))
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	other, err := opened.As(identity(t))
	require.NoError(t, err)
	require.NoError(t, opened.transactions.enter(t.Context()))
	require.NoError(t, opened.queries.enter(t.Context()))

	for name, call := range map[string]func(context.Context) error{
		"submit":   func(ctx context.Context) error { _, err := other.Submit(ctx, "Version", nil); return err },
		"evaluate": func(ctx context.Context) error { _, err := other.Evaluate(ctx, "Version", nil); return err },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		err := call(ctx)
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
		require.ErrorContains(t, err, "wait for 1 earlier calls", name)
		var fault *client.Fault
		require.ErrorAs(t, err, &fault, name)
		require.Equal(t, client.Unavailable, fault.Kind, name)
		require.Empty(t, fault.Tx, name)
	}
}
