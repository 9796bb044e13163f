package network

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"allianceregistry/network/words"
)

// Clients find the peers that endorse their transactions through one peer's discovery
// service, which knows the others by gossip. For a second or two after a start it does
// not know which peers run the chaincode, and a client would be told that no combination
// of peers satisfies the policy.

// endorsers is the part of discovery's answer that is used here.
type endorsers []struct {
	EndorsersByGroups map[string][]struct{ MSPID string }
}

// waitDiscovery waits until every host's peer has discovered the peers of all hosts as
// endorsers of the chaincode.
func (n *Network) waitDiscovery(ctx context.Context) error {
	return forEach(n.topology.hostNodes(n.dir), func(node hostNode) error {
		late := words.Of("discovery.late", "host", node.Name)
		return waitUntil(ctx, startTimeout, late, func(ctx context.Context) error {
			return n.checkDiscovery(ctx, node)
		})
	})
}

// checkDiscovery asks the discovery service of one peer.
func (n *Network) checkDiscovery(ctx context.Context, node hostNode) error {
	msp := n.dir.admin(node.Name)
	certificate, key := n.dir.adminTLS(node.Name)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	out, err := n.run(ctx, nil, "discover",
		"--peerTLSCA", n.dir.hostTLSRoot(node.Name), "--tlsCert", certificate, "--tlsKey", key, "--MSP", node.Name,
		"--userKey", filepath.Join(msp, "keystore", "priv_sk"),
		"--userCert", filepath.Join(msp, "signcerts", "Admin@"+node.Name+"-cert.pem"),
		"endorsers", "--channel", n.topology.Channel, "--chaincode", n.topology.Chaincode, "--server", node.Peer)
	if err != nil {
		return err
	}
	return checkEndorsers([]byte(out), n.topology.Hosts)
}

// checkEndorsers checks that an answer names an endorser of every host.
func checkEndorsers(answer []byte, hosts []string) error {
	var parsed endorsers
	if err := json.Unmarshal(answer, &parsed); err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	var known []string
	for _, chaincode := range parsed {
		for _, group := range chaincode.EndorsersByGroups {
			for _, endorser := range group {
				known = append(known, endorser.MSPID)
			}
		}
	}
	for _, host := range hosts {
		if !slices.Contains(known, host) {
			return words.Of("discovery.unknown", "host", host)
		}
	}
	return nil
}
