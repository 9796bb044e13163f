package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"allianceregistry/client/internal/failover"
	"allianceregistry/internal/input"
)

// maxMessage is the size of the largest message that a peer sends, 100 MiB as in
// Fabric's own settings.
const maxMessage = 100 << 20

// dial makes a connection that connects when it is first used. The certificate is for a
// peer that asks who connects.
func dial(to Endpoint, own tls.Certificate) (*grpc.ClientConn, error) {
	trust, err := to.trust()
	if err != nil {
		return nil, err
	}
	trust.Certificates = []tls.Certificate{own}
	options := append(failover.DialOptions(failover.ConnectLimit), grpc.WithTransportCredentials(credentials.NewTLS(trust)),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.ForceCodec(bounded{})))
	conn, err := grpc.NewClient(failover.Target(to.Address), options...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", to.Name, err)
	}
	return conn, nil
}

// trust is whose TLS certificate is accepted: one of its name, under its root.
func (e Endpoint) trust() (*tls.Config, error) {
	root, from := []byte(e.TLSRoot), "tlsRoot"
	if !strings.Contains(e.TLSRoot, "-----BEGIN") {
		var err error
		if root, err = input.ReadFile(e.TLSRoot, maxSettings); err != nil {
			return nil, fmt.Errorf("%s: read the TLS root: %w", e.Name, err)
		}
		from = e.TLSRoot
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(root) {
		return nil, fmt.Errorf("%s: the TLS root %s holds no certificate", e.Name, from)
	}
	return &tls.Config{RootCAs: roots, ServerName: e.ServerName, MinVersion: tls.VersionTLS12}, nil
}
