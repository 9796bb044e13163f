package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"allianceregistry/internal/input"
)

// mostMessage is the size of the largest message that a peer sends, 100 MiB as in
// Fabric's own settings.
const mostMessage = 100 << 20

// reconnect makes the loss of a connection be noticed, and the connection come
// back by itself, soon. round_robin over the one address reconnects at once; the
// default policy would wait for the next call.
var reconnect = []grpc.DialOption{
	grpc.WithDefaultServiceConfig(`{"loadBalancingConfig":[{"round_robin":{}}]}`),
	grpc.WithConnectParams(grpc.ConnectParams{
		Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
		MinConnectTimeout: 2 * time.Second,
	}),
	// Notices a peer that vanished without closing its connections. Fabric
	// refuses clients that ask more often than once a minute.
	grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 65 * time.Second, Timeout: 10 * time.Second}),
	grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(mostMessage), grpc.ForceCodec(bounded{})),
}

// dial makes a connection that connects when it is first used. The pair is shown to
// a peer that asks who connects.
func dial(to Endpoint, shown tls.Certificate) (*grpc.ClientConn, error) {
	trust, err := to.trust()
	if err != nil {
		return nil, err
	}
	trust.Certificates = []tls.Certificate{shown}
	options := append([]grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(trust))}, reconnect...)
	conn, err := grpc.NewClient("passthrough:///"+to.Address, options...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", to.Name, err)
	}
	return conn, nil
}

// trust is whose TLS certificate is accepted: one of its name, under its root.
func (e Endpoint) trust() (*tls.Config, error) {
	root, err := input.ReadFile(e.TLSRoot, maxSettings)
	if err != nil {
		return nil, fmt.Errorf("%s: read the TLS root: %w", e.Name, err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(root) {
		return nil, fmt.Errorf("%s: the TLS root %s holds no certificate", e.Name, e.TLSRoot)
	}
	return &tls.Config{RootCAs: roots, ServerName: e.ServerName, MinVersion: tls.VersionTLS12}, nil
}
