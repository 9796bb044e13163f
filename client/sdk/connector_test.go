package sdk

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"allianceregistry/client/internal/failover"
)

func serve(t *testing.T, address string) (*grpc.Server, string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	require.NoError(t, err)
	server := grpc.NewServer()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return server, listener.Addr().String()
}

func TestConnector(t *testing.T) {
	plainly := grpc.WithTransportCredentials(insecure.NewCredentials())
	server, address := serve(t, "127.0.0.1:0")
	c := newConnector(failover.ConnectLimit)
	dial := func() (*grpc.ClientConn, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return c.DialContext(ctx, address, plainly)
	}
	first, err := dial()
	require.NoError(t, err)
	again, err := dial()
	require.NoError(t, err)
	require.Same(t, first, again, "one connection for an address")
	require.False(t, c.broken(address))

	server.Stop()
	require.Eventually(t, func() bool { return c.broken(address) }, 5*time.Second, time.Millisecond, "the loss is noticed without a call")
	began := time.Now()
	_, err = dial()
	require.ErrorContains(t, err, "no connection to "+address)
	require.Less(t, time.Since(began), time.Second)

	serve(t, address)
	require.Eventually(t, func() bool { return !c.broken(address) }, 5*time.Second, time.Millisecond, "the connection comes back by itself")
	_, err = dial()
	require.NoError(t, err)

	c.close()
	_, err = dial()
	require.ErrorIs(t, err, failover.ErrClosed)
}

// What a server that does not let somebody in says is in the error.
func TestConnectorTellsWhy(t *testing.T) {
	c := newCast(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	root, err := os.ReadFile(c.root)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(root))
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{c.pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots, MinVersion: tls.VersionTLS12,
	})))
	go func() { _ = server.Serve(listener) }()
	defer server.Stop()
	conns := newConnector(failover.ConnectLimit)
	defer conns.close()
	dial := func(shown ...tls.Certificate) error {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		trust := credentials.NewTLS(&tls.Config{RootCAs: roots, Certificates: shown, MinVersion: tls.VersionTLS12})
		_, err := conns.DialContext(ctx, listener.Addr().String(), grpc.WithTransportCredentials(trust))
		return err
	}
	require.Eventually(t, func() bool { // it may be sent after the connection was used
		return strings.Contains(fmt.Sprint(dial()), "remote error: tls: certificate required")
	}, 20*time.Second, 10*time.Millisecond)
	conns.close()
	conns = newConnector(failover.ConnectLimit)
	require.NoError(t, dial(c.pair))
}

// slowListener takes each connection only after a while, as a busy machine does.
type slowListener struct {
	net.Listener
	delay time.Duration
}

func (l slowListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	time.Sleep(l.delay)
	return conn, err
}

func TestConnectorWaitsForASlowServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	go func() { _ = server.Serve(slowListener{listener, 500 * time.Millisecond}) }()
	defer server.Stop()
	c := newConnector(choicesOf(nil).connect)
	defer c.close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, err = c.DialContext(ctx, listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
}

func TestConnectorGivesUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	c := newConnector(failover.ConnectLimit)
	defer c.close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err = c.DialContext(ctx, listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
