package sdk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"
)

// connector keeps one gRPC connection for each address. It takes the place of
// the SDK's own, which waits two seconds for a connection that fell idle when
// its server died, and closes a connection under those who wait for it when one
// of them gives up.
type connector struct {
	limit  time.Duration // for a connection to be made
	mu     sync.Mutex
	conns  map[string]*grpc.ClientConn
	closed bool
}

var errClosed = errors.New("the connection to the ledger is closed")

// reconnect makes the loss of a connection be noticed, and the connection come
// back by itself, soon. round_robin over the one address reconnects at once; the
// default policy would wait for the next call.
func (c *connector) reconnect() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig":[{"round_robin":{}}]}`),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: c.limit,
		}),
		// Notices a peer that vanished without closing its connections. Fabric
		// refuses clients that ask more often than once a minute.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 65 * time.Second, Timeout: 10 * time.Second}),
	}
}

// connectLimit is how long it takes at most to make a connection.
const connectLimit = 2 * time.Second

func newConnector(limit time.Duration) *connector {
	return &connector{limit: limit, conns: map[string]*grpc.ClientConn{}}
}

// DialContext returns the connection to an address once it is ready, and fails
// at once if the address does not answer.
func (c *connector) DialContext(ctx context.Context, address string, opts ...grpc.DialOption) (*grpc.ClientConn, error) {
	conn, err := c.conn(address, opts)
	if err != nil {
		return nil, err
	}
	for {
		state := conn.GetState()
		switch state {
		case connectivity.Ready:
			return conn, nil
		case connectivity.TransientFailure:
			return nil, fmt.Errorf("no connection to %s%s", address, reason(ctx, conn))
		case connectivity.Shutdown:
			return nil, errClosed
		case connectivity.Idle:
			conn.Connect()
		}
		if !conn.WaitForStateChange(ctx, state) {
			return nil, fmt.Errorf("no connection to %s: %w", address, ctx.Err())
		}
	}
}

// reasonLimit is how long the reason is waited for, which is there mostly.
const reasonLimit = 200 * time.Millisecond

// reason is why a connection is broken, behind a colon; empty if it has just come
// back. gRPC tells it to whoever would call.
func reason(ctx context.Context, conn *grpc.ClientConn) string {
	limited, cancel := context.WithTimeout(ctx, reasonLimit)
	defer cancel()
	_, err := conn.NewStream(limited, &grpc.StreamDesc{}, "/")
	if err == nil || limited.Err() != nil {
		return ""
	}
	return ": " + status.Convert(err).Message()
}

func (c *connector) conn(address string, opts []grpc.DialOption) (*grpc.ClientConn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errClosed
	}
	if conn, found := c.conns[address]; found {
		return conn, nil
	}
	conn, err := grpc.NewClient("passthrough:///"+address, append(append([]grpc.DialOption{}, opts...), c.reconnect()...)...)
	if err != nil {
		return nil, err
	}
	c.conns[address] = conn
	return conn, nil
}

// broken tells whether an address is known not to answer just now.
func (c *connector) broken(address string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn, found := c.conns[address]
	return found && conn.GetState() == connectivity.TransientFailure
}

// ReleaseConn does nothing: connections stay until the ledger is closed.
func (c *connector) ReleaseConn(*grpc.ClientConn) {}

func (c *connector) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for _, conn := range c.conns {
		_ = conn.Close() // there is nobody left whom a failure would concern
	}
}
