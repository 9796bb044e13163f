package web_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/web"
)

// TestTLS: what is served by TLS is served by it alone, says so for a year, and is one question
// after the other on each connection.
func TestTLS(t *testing.T) {
	t.Parallel()
	lent := httptest.NewTLSServer(http.HandlerFunc(hello))
	pair := lent.TLS.Certificates[0]
	lent.Close()
	_, err := web.Listen(t.Context(), web.Options{Address: "0.0.0.0:0", TLS: &tls.Config{MinVersion: tls.VersionTLS12}}, http.HandlerFunc(hello))
	require.ErrorContains(t, err, "web.unnamed")
	server, _ := serve(t, web.Options{TLS: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}, http.HandlerFunc(hello))
	require.True(t, strings.HasPrefix(server.URL(), "https://127.0.0.1:"))
	require.True(t, strings.HasPrefix(server.URLBy("registry.example"), "https://registry.example:"))
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // a test's own server
	defer client.CloseIdleConnections()
	answer, err := client.Get(server.URL()) //nolint:noctx // a test's
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, "HTTP/1.1", answer.Proto)
	require.Equal(t, "max-age=31536000; includeSubDomains", answer.Header.Get("Strict-Transport-Security"))
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}}} //nolint:gosec // that is the point
	answer, err = old.Get(server.URL())                                                                                                   //nolint:noctx // a test's
	if err == nil {
		require.NoError(t, answer.Body.Close())
	}
	require.Error(t, err, "an older TLS")
	answer, err = http.Get(strings.Replace(server.URL(), "https", "http", 1)) //nolint:noctx // a test's
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusBadRequest, answer.StatusCode, "in the clear")
}
