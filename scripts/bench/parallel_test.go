package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParallel(t *testing.T) {
	var done [50]atomic.Int64
	require.NoError(t, parallel(t.Context(), len(done), 7, func(_ context.Context, i int) error {
		done[i].Add(1)
		return nil
	}))
	for i := range done {
		require.EqualValues(t, 1, done[i].Load())
	}
	require.NoError(t, parallel(t.Context(), 0, 7, nil))

	errBad := errors.New("bad")
	var begun atomic.Int64
	require.ErrorIs(t, parallel(t.Context(), 1000, 4, func(_ context.Context, i int) error {
		begun.Add(1)
		if i == 3 {
			return errBad
		}
		return nil
	}), errBad)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, parallel(ended, 3, 1, func(context.Context, int) error { return nil }), context.Canceled)
}
