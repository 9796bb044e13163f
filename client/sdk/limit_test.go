package sdk

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

// Who waits for a turn waits as long as its context lets it, and nothing was sent.
func TestWithInFlight(t *testing.T) {
	opened, err := Open(Settings{Connection: deafProfile(t), Channel: "registry", Chaincode: "registry"}, identity(t), WithInFlight(1))
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	other, err := opened.As(identity(t))
	require.NoError(t, err)
	require.NoError(t, opened.transactions.Acquire(t.Context()))
	require.NoError(t, opened.queries.Acquire(t.Context()))

	for name, row := range map[string]struct {
		call func(context.Context) error
		tx   string
	}{
		"submit":   {func(ctx context.Context) error { _, err := other.Submit(ctx, "Version", nil); return err }, ""},
		"evaluate": {func(ctx context.Context) error { _, err := other.Evaluate(ctx, "Version", nil); return err }, ""},
		"find":     {func(ctx context.Context) error { _, err := other.Find(ctx, "a"); return err }, "a"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		err := row.call(ctx)
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
		require.ErrorContains(t, err, "wait for 1 earlier calls", name)
		var fault *client.Fault
		require.ErrorAs(t, err, &fault, name)
		require.Equal(t, client.Unavailable, fault.Kind, name)
		require.Equal(t, row.tx, fault.Tx, name)
	}
}
