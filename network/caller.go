package network

import (
	"os"
	"path/filepath"
)

// A peer calls its host's chaincode by a key for that alone, which vouches for itself,
// as the operator's does. Its host's TLS root vouches for too many: by way of it the
// host's members connect to peers (admission.go), and whoever can call a chaincode can
// keep it busy with a state of their own making.

// caller is the folder of that key pair; not there in a network that was made before.
func (d Dir) caller(host string) string {
	return filepath.Join(d.organization(host), callerFolder(host))
}

// callerFolder is where it lies below a host's folder.
func callerFolder(host string) string { return filepath.Join("peers", "peer."+host, "caller") }

// makeCallers makes each host's pair, below the folder that cryptogen filled.
func (n *Network) makeCallers(crypto Dir) error {
	for _, host := range n.topology.Hosts {
		if err := writePair(crypto.path("peerOrganizations", host, callerFolder(host)), "peer."+host); err != nil {
			return err
		}
	}
	return nil
}

// callerRoot is whom a host's chaincode lets in: its peer. In a network that was made
// before, it is whomever the host's TLS root vouches for; no member is among them there.
func (n *Network) callerRoot(host string) string {
	own := filepath.Join(n.dir.caller(host), clientCertificate)
	if _, err := os.Stat(own); err == nil {
		return own
	}
	return filepath.Join(n.dir.node(host, "chaincode"), "tls", "ca.crt")
}

// callerPair is the pair with which a host's peer calls.
func (n *Network) callerPair(host string) (certificate, key string) {
	folder := n.dir.caller(host)
	if _, err := os.Stat(folder); err == nil {
		return filepath.Join(folder, clientCertificate), filepath.Join(folder, clientKey)
	}
	folder = filepath.Join(n.dir.node(host, "peer"), "tls")
	return filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key")
}
