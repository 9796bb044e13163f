package failover_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

func TestInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const maxCalls, calls = 3, 60
		limit := failover.NewInFlight(maxCalls)
		var inside, worst atomic.Int64
		var all sync.WaitGroup
		for range calls {
			all.Go(func() {
				if limit.Acquire(t.Context()) != nil {
					return
				}
				defer limit.Release()
				now := inside.Add(1)
				for seen := worst.Load(); now > seen && !worst.CompareAndSwap(seen, now); seen = worst.Load() {
				}
				time.Sleep(time.Millisecond)
				inside.Add(-1)
			})
		}
		all.Wait()
		require.EqualValues(t, maxCalls, worst.Load())
		for range maxCalls {
			require.NoError(t, limit.Acquire(t.Context()), "everybody has left")
			defer limit.Release()
		}
		full, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := limit.Acquire(full)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "wait for 3 earlier calls")
	})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, failover.NewInFlight(0).Acquire(ended), context.Canceled, "also where there is a place")
	require.NoError(t, failover.NewInFlight(0).Acquire(t.Context()), "one at least")
}

// Each question waits for its turn, but for the one that looks for a commit.
func TestQuestionsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{hangs: true}, script{has: true})
		pool.All()[1].change(func(s *script) { s.hangs = true })
		for name, row := range map[string]struct {
			ask   func(ctx context.Context) error
			waits bool
		}{
			"Evaluate":   {func(ctx context.Context) error { _, err := reads.Evaluate(ctx, "q", nil); return err }, true},
			"EvaluateAt": {func(ctx context.Context) error { _, err := reads.EvaluateAt(ctx, "academia", "q", nil); return err }, true},
			"Find":       {func(ctx context.Context) error { _, err := reads.Find(ctx, "tx"); return err }, true},
			"Height":     {func(ctx context.Context) error { _, err := reads.Height(ctx); return err }, true},
			"Locate":     {func(ctx context.Context) error { _, err := reads.Locate(ctx, "tx"); return err }, false},
		} {
			busy, done := context.WithCancel(t.Context())
			go func() { _, _ = reads.Evaluate(busy, "first", nil) }()
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			err := row.ask(ctx)
			requireFault(t, client.Unavailable, err)
			if row.waits {
				require.ErrorContains(t, err, "wait for 1 earlier calls", name)
			} else {
				require.NotContains(t, err.Error(), "earlier calls", name)
			}
			cancel()
			done()
			synctest.Wait()
		}
	})
}
