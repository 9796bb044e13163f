package console

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

// A second click waits for the first no longer than its own time.
func TestSigningWaitsNoLonger(t *testing.T) {
	t.Parallel()
	p := &prepared{signing: make(chan struct{}, 1)}
	require.NoError(t, p.lock(t.Context()))
	over, cancel := context.WithCancel(t.Context())
	cancel()
	var fault *client.Fault
	require.ErrorAs(t, (&visit{}).signOnce(over, p), &fault)
	require.Equal(t, client.Unknown, fault.Kind)
	require.ErrorIs(t, fault, context.Canceled)
	p.unlock()
	p.receipt = &client.Receipt{}
	require.NoError(t, (&visit{}).signOnce(t.Context(), p))
}
