//go:build live

package gateway_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
)

func TestLiveEnroll(t *testing.T) {
	id := newID("industry")
	secret := registered(t, id)
	own := settings(t, "industry")
	_, err := gateway.Enroll(context.Background(), own, id, "not "+secret)
	require.ErrorIs(t, err, client.ErrNotAuthenticated)
	_, err = gateway.Enroll(context.Background(), own, "nobody@industry", secret)
	require.ErrorIs(t, err, client.ErrNotAuthenticated)
	_, err = gateway.Enroll(context.Background(), own, "admin", "adminpw-of-nobody")
	require.ErrorIs(t, err, client.ErrNotAuthenticated)

	identity, err := gateway.Enroll(context.Background(), own, id, secret)
	require.NoError(t, err)
	require.Equal(t, "industry", identity.MSP)
	_, err = identity.KeyHash()
	require.NoError(t, err)

	elsewhere := settings(t, "academia")
	elsewhere.CertificateAuthority.TLSRoot = own.CertificateAuthority.TLSRoot
	_, err = gateway.Enroll(context.Background(), elsewhere, id, secret)
	var fault *client.Fault
	require.ErrorAs(t, err, &fault, "another's TLS root")
	require.Equal(t, client.Connect, fault.Phase)
}
