package network

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/keys"
)

// portOf returns the port of a test's server.
func portOf(t *testing.T, server *httptest.Server) int {
	t.Helper()
	address, err := url.Parse(server.URL)
	require.NoError(t, err)
	port, err := strconv.Atoi(address.Port())
	require.NoError(t, err)
	return port
}

// guarded starts a server that accepts one client certificate, as Fabric's programs are
// configured to, and returns it as a process.
func guarded(t *testing.T, certificate string, answer http.HandlerFunc) Process {
	t.Helper()
	content, err := os.ReadFile(certificate)
	require.NoError(t, err)
	known := x509.NewCertPool()
	known.AppendCertsFromPEM(content)
	server := httptest.NewUnstartedServer(answer)
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: known, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	p := newSleeper(t)
	p.Operations, p.TLSRoot = portOf(t, server), filepath.Join(t.TempDir(), "root.pem")
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	require.NoError(t, os.WriteFile(p.TLSRoot, own, 0o600))
	return p
}

// The operator's key is accepted, and no other, not even one of the same name.
func TestOperatorAlone(t *testing.T) {
	t.Parallel()
	n, other := testNetwork(t), testNetwork(t)
	require.NoError(t, n.makeOperator(t.Context()))
	require.NoError(t, other.makeOperator(t.Context()))
	p := guarded(t, n.dir.operatorCertificate(), func(http.ResponseWriter, *http.Request) {})
	p.Operator = n.dir.Operator()
	require.NoError(t, p.start())
	t.Cleanup(func() { require.NoError(t, p.stop()) })

	response, err := p.operations(t.Context(), "/healthz")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.NoError(t, p.CheckHealth(t.Context()))
	require.False(t, p.Exposed(t.Context()))

	stranger := p
	stranger.Operator = other.dir.Operator()
	_, err = stranger.operations(t.Context(), "/healthz")
	require.Error(t, err)

	about, err := os.Stat(filepath.Join(n.dir.Operator(), keys.ClientKey))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), about.Mode().Perm())
}

// A process that an earlier version of this program started answers everybody: it is
// found, and restarted.
func TestUnguarded(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.NoError(t, n.makeOperator(t.Context()))
	open := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(open.Close)
	p := newSleeper(t)
	p.TLSRoot, p.Operator = n.dir.operatorCertificate(), n.dir.Operator() // any root will do
	require.NoError(t, p.start())
	t.Cleanup(func() { require.NoError(t, p.stop()) })
	require.False(t, p.outdated(t.Context()), "it has no operations")
	p.Operations = portOf(t, open)
	require.True(t, p.outdated(t.Context()))
	require.Error(t, p.CheckHealth(t.Context()))
	p.Operator = filepath.Join(t.TempDir(), "none") // it is older than the key
	require.True(t, p.outdated(t.Context()))
}

func TestOperationsOfEveryTemplateAreGuarded(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	filled := func(name string, data any) []byte {
		out, err := render(name, data)
		require.NoError(t, err)
		return out
	}
	operator := []any{n.dir.operatorCertificate()}
	orderer := filled("orderer.yaml", n.orderers[0])
	require.Equal(t, true, get(t, orderer, "Operations", "TLS", "Enabled"))
	require.Equal(t, true, get(t, orderer, "Operations", "TLS", "ClientAuthRequired"))
	require.Equal(t, operator, get(t, orderer, "Operations", "TLS", "ClientRootCAs"))
	require.Equal(t, true, get(t, orderer, "Admin", "TLS", "ClientAuthRequired"))
	node := n.hosts[0]
	peer := filled("peer.yaml", peerSettings{node, node.first()})
	require.Equal(t, true, get(t, peer, "operations", "tls", "enabled"))
	require.Equal(t, true, get(t, peer, "operations", "tls", "clientAuthRequired"))
	require.Equal(t, operator, get(t, peer, "operations", "tls", "clientRootCAs", "files"))
	authority := filled("ca.yaml", node)
	require.Equal(t, true, get(t, authority, "operations", "tls", "enabled"))
	require.Equal(t, true, get(t, authority, "operations", "tls", "clientCertRequired"))
	require.Equal(t, operator, get(t, authority, "operations", "tls", "clientCACertFiles"))
	require.Equal(t, -1, get(t, authority, "cfg", "identities", "passwordattempts"), "nobody locks another out")
}
