package failover

import (
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/keepalive"
)

// ConnectLimit is how long it takes at most to make a connection: long enough for a busy
// machine's handshake, and for a first packet that is lost, which is sent again after a
// second (RFC 6298, section 2.1). Without one gRPC takes 100 ms.
const ConnectLimit = 2 * time.Second

// Target is an address for grpc.NewClient, which is not to be looked up.
func Target(address string) string { return "passthrough:///" + address }

// DialOptions make the loss of a connection be noticed, and the connection come
// back by itself, soon. The limit is for a connection to be made.
func DialOptions(limit time.Duration) []grpc.DialOption {
	return []grpc.DialOption{
		// round_robin over the one address reconnects at once; the default policy would
		// wait for the next call.
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig":[{"round_robin":{}}]}`),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: limit,
		}),
		// Notices a peer that vanished without closing its connections. Fabric
		// refuses clients that ask more often than once a minute.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 65 * time.Second, Timeout: 10 * time.Second}),
	}
}
