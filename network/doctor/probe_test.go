package doctor

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network"
)

// server starts an HTTP/2 server, as gRPC's are, and returns the process that it is.
func server(t *testing.T, auth tls.ClientAuthType) network.Process {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.EnableHTTP2 = true
	s.TLS = &tls.Config{ClientAuth: auth, MinVersion: tls.VersionTLS13}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	root := filepath.Join(t.TempDir(), "root.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	require.NoError(t, os.WriteFile(root, certificate, 0o600))
	return network.Process{Name: "example.com", Port: s.Listener.Addr().(*net.TCPAddr).Port, TLSRoot: root}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	for name, auth := range map[string]tls.ClientAuthType{
		"ok/open": tls.NoClientCert, "ok/requires a certificate": tls.RequireAnyClientCert,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open, err := probe(t.Context(), server(t, auth))
			require.NoError(t, err)
			require.Equal(t, auth == tls.NoClientCert, open)
		})
	}
	t.Run("fail/nobody listens", func(t *testing.T) {
		t.Parallel()
		process := server(t, tls.NoClientCert)
		listener, err := net.Listen("tcp", network.Address(0))
		require.NoError(t, err)
		process.Port = listener.Addr().(*net.TCPAddr).Port
		require.NoError(t, listener.Close())
		_, err = probe(t.Context(), process)
		require.Error(t, err)
	})
	t.Run("fail/another name", func(t *testing.T) {
		t.Parallel()
		process := server(t, tls.NoClientCert)
		process.Name = "peer.industry"
		_, err := probe(t.Context(), process)
		require.ErrorContains(t, err, "peer.industry")
	})
}
