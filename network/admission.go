package network

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"

	"allianceregistry/network/keys"
)

// Peers and orderers require a TLS certificate of every client. Members present the one
// that they enrolled with, which counts by the cross-signed certificate of their host's CA
// (network/keys).

// ClientAuthRequired reports whether the configuration has peers and orderers require a
// client certificate. That of a network made by an earlier version does not: its channel
// does not define which certificates to accept.
func (n *Network) ClientAuthRequired() bool {
	for _, host := range n.topology.Hosts {
		if _, err := os.Stat(n.dir.crossCertificate(host)); err != nil {
			return false
		}
	}
	return true
}

// ParseCertificate parses the certificate in a PEM file. It returns nil for a file that
// holds something else, a key for one.
func ParseCertificate(content []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, nil
	}
	return x509.ParseCertificate(block.Bytes)
}

// A host's peers connect to its chaincode service with a self-signed key pair for that
// alone, the same for all of them: so a further peer does not change the service. It is made
// for this, as the operator does to operations ports. The host's TLS root vouches for too
// many: through it the host's members connect to peers, and whoever can call a chaincode
// service can keep it busy with a state of their own making.

// caller is the folder of that key pair. A network made by an earlier version has none.
func (d Dir) caller(host string) string { return filepath.Join(d.node(host, "peer"), "caller") }

// callerRoot is the certificate against which a host's chaincode service checks its
// clients: that of the host's peers. In a network made by an earlier version it is the host's TLS
// root, which vouches for no member there.
func (n *Network) callerRoot(host string) string {
	own := filepath.Join(n.dir.caller(host), keys.ClientCertificate)
	if _, err := os.Stat(own); err == nil {
		return own
	}
	return filepath.Join(n.dir.node(host, "chaincode"), "tls", "ca.crt")
}

// callerPair is the key pair with which a host's peers connect to the chaincode service.
func (n *Network) callerPair(host string) (certificate, key string) {
	folder := n.dir.caller(host)
	if _, err := os.Stat(folder); err == nil {
		return filepath.Join(folder, keys.ClientCertificate), filepath.Join(folder, keys.ClientKey)
	}
	folder = filepath.Join(n.dir.node(host, "peer"), "tls")
	return filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key")
}
