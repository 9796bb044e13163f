package sdk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/status"

	"allianceregistry/client/internal/failover"
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
			return nil, failover.ErrClosed
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
// back. gRPC says it to whoever would call.
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
		return nil, failover.ErrClosed
	}
	if conn, found := c.conns[address]; found {
		return conn, nil
	}
	conn, err := grpc.NewClient(failover.Target(address), append(append([]grpc.DialOption{}, opts...), failover.DialOptions(c.limit)...)...)
	if err != nil {
		return nil, err
	}
	c.conns[address] = conn
	return conn, nil
}

// broken reports whether an address is known not to answer just now.
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
