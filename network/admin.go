package network

import (
	"context"
	"path/filepath"
)

// adminEnv is the environment in which Fabric's `peer` program talks to a host's peer
// as the host's administrator.
func (n *Network) adminEnv(host string) []string {
	return n.clientEnv(host, n.dir.admin(host))
}

// clientEnv is adminEnv with another identity, an MSP folder. The TLS certificate is
// still the administrator's: `fabric-ca-client` puts the machine's name into those that
// it enrolls, and peers refuse such a certificate (see admission.go).
func (n *Network) clientEnv(host, msp string) []string {
	var address string
	for _, node := range n.hosts {
		if node.Name == host {
			address = node.first().Address
		}
	}
	certificate, key := n.dir.adminTLS(host)
	return []string{
		"FABRIC_CFG_PATH=" + n.dir.process("peer."+host),
		"CORE_PEER_LOCALMSPID=" + host,
		"CORE_PEER_MSPCONFIGPATH=" + msp,
		"CORE_PEER_ADDRESS=" + address,
		"CORE_PEER_TLS_ENABLED=true",
		"CORE_PEER_TLS_ROOTCERT_FILE=" + n.dir.hostTLSRoot(host),
		"CORE_PEER_TLS_CLIENTAUTHREQUIRED=true",
		"CORE_PEER_TLS_CLIENTCERT_FILE=" + certificate,
		"CORE_PEER_TLS_CLIENTKEY_FILE=" + key,
	}
}

// peer runs Fabric's `peer` program as a host's administrator, at the first of the host's
// peers that answers.
func (n *Network) peer(ctx context.Context, host string, args ...string) (string, error) {
	return n.peerAt(ctx, n.answering(ctx, host), args...)
}

// peerAt is peer at one of them.
func (n *Network) peerAt(ctx context.Context, at peerNode, args ...string) (string, error) {
	env := append(n.adminEnv(at.Host), "CORE_PEER_ADDRESS="+at.Address) // of two, the last counts
	return n.run(ctx, env, "peer", args...)
}

// ordererFlags are the flags by which a host's administrator sends a transaction to
// one orderer.
func (n *Network) ordererFlags(host string, node ordererNode) []string {
	certificate, key := n.dir.adminTLS(host)
	return []string{
		"--orderer", node.Address, "--tls", "--cafile", node.TLSRoot,
		"--clientauth", "--certfile", certificate, "--keyfile", key,
	}
}

// peerFlags are the flags that name some peers.
func (n *Network) peerFlags(peers []peerNode) []string {
	var flags []string
	for _, peer := range peers {
		flags = append(flags, "--peerAddresses", peer.Address, "--tlsRootCertFiles", filepath.Clean(n.dir.hostTLSRoot(peer.Host)))
	}
	return flags
}
