package network

import (
	"os"
	"path/filepath"
)

// A peer connects to its host's chaincode service with a self-signed key pair for that
// alone, as the operator does to operations ports. The host's TLS root vouches for too
// many: through it the host's members connect to peers (admission.go), and whoever can
// call a chaincode service can keep it busy with a state of their own making.

// caller is the folder of that key pair. A network made by an earlier version has none.
func (d Dir) caller(host string) string {
	return filepath.Join(d.organization(host), callerFolder(host))
}

// callerFolder is its path below a host's folder.
func callerFolder(host string) string { return filepath.Join("peers", "peer."+host, "caller") }

// makeCallerKeys makes each host's key pair, below the folder that cryptogen filled.
func (n *Network) makeCallerKeys(crypto Dir) error {
	for _, host := range n.topology.Hosts {
		if err := writeKeyPair(crypto.Path("peerOrganizations", host, callerFolder(host)), "peer."+host); err != nil {
			return err
		}
	}
	return nil
}

// callerRoot is the certificate against which a host's chaincode service checks its
// clients: that of the peer. In a network made by an earlier version it is the host's TLS
// root, which vouches for no member there.
func (n *Network) callerRoot(host string) string {
	own := filepath.Join(n.dir.caller(host), clientCertificate)
	if _, err := os.Stat(own); err == nil {
		return own
	}
	return filepath.Join(n.dir.node(host, "chaincode"), "tls", "ca.crt")
}

// callerPair is the key pair with which a host's peer connects to the chaincode service.
func (n *Network) callerPair(host string) (certificate, key string) {
	folder := n.dir.caller(host)
	if _, err := os.Stat(folder); err == nil {
		return filepath.Join(folder, clientCertificate), filepath.Join(folder, clientKey)
	}
	folder = filepath.Join(n.dir.node(host, "peer"), "tls")
	return filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key")
}
