package sdk

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
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
	c := newConnector()
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
	require.ErrorIs(t, err, errClosed)
}

func TestConnectorGivesUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	c := newConnector()
	defer c.close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err = c.DialContext(ctx, listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
