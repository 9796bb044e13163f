package network

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A network that was made before client certificates were required stays as it was.
func TestAsksClients(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.False(t, n.ClientAuthRequired())
	for _, host := range n.topology.Hosts {
		require.NoError(t, writeFile(n.dir.crossCertificate(host), nil))
	}
	require.True(t, n.ClientAuthRequired())
	require.NoError(t, os.Remove(n.dir.crossCertificate("academia")))
	require.False(t, n.ClientAuthRequired(), "not all could connect")
}

func TestClientsAreAsked(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	for _, asks := range []bool{false, true} {
		host, orderer := n.hosts[1], n.orderers[0]
		peer := host.first()
		host.ClientAuthRequired, orderer.ClientAuthRequired = asks, asks
		out, err := render("peer.yaml", peerSettings{host, peer})
		require.NoError(t, err)
		tls := get(t, out, "peer", "tls").(map[string]any)
		files := get(t, out, "peer", "tls", "clientRootCAs", "files")
		out, err = render("orderer.yaml", orderer)
		require.NoError(t, err)
		ordering := get(t, out, "General", "TLS").(map[string]any)
		if !asks {
			require.NotContains(t, tls, "clientAuthRequired")
			require.NotContains(t, ordering, "ClientAuthRequired")
			continue
		}
		require.Equal(t, true, tls["clientAuthRequired"])
		require.Equal(t, []any{peer.Crypto + "/tls/ca.crt", n.dir.crossCertificate("industry")}, files)
		require.Equal(t, true, ordering["ClientAuthRequired"])
		require.Equal(t, []any{orderer.Crypto + "/tls/ca.crt"}, ordering["ClientRootCAs"])
	}
}
