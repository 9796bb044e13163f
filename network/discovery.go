package network

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"allianceregistry/network/hostfile"
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
	return forEach(n.localHosts(), func(node hostNode) error {
		late := words.Of("discovery.late", "host", node.Name)
		return waitUntil(ctx, startTimeout, late, func(ctx context.Context) error {
			return n.checkDiscovery(ctx, node)
		})
	})
}

// checkDiscovery asks the discovery service of a host's peer.
func (n *Network) checkDiscovery(ctx context.Context, node hostNode) error {
	out, err := n.discover(ctx, node.first(), "endorsers", "--chaincode", n.topology.Chaincode)
	if err != nil {
		return err
	}
	return checkEndorsers([]byte(out), n.topology.Hosts)
}

// discover asks the discovery service of one peer, as its host's administrator.
func (n *Network) discover(ctx context.Context, at peerNode, question string, flags ...string) (string, error) {
	msp := n.dir.admin(at.Host)
	certificate, key := n.dir.adminTLS(at.Host)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	args := []string{
		"--peerTLSCA", n.dir.hostTLSRoot(at.Host), "--tlsCert", certificate, "--tlsKey", key, "--MSP", at.Host,
		"--userKey", filepath.Join(msp, "keystore", "priv_sk"),
		"--userCert", filepath.Join(msp, "signcerts", "Admin@"+at.Host+"-cert.pem"),
		question, "--channel", n.topology.Channel, "--server", at.Address,
	}
	return n.run(ctx, nil, "discover", append(args, flags...)...)
}

// foundPeer is the part of discovery's answer about peers that is used here.
type foundPeer struct {
	MSPID    string
	Endpoint string // host:port
	Identity string // its certificate, PEM
}

// FindPeers adds the further peers of hosts on machines of their own, of which the channel's
// configuration says nothing: those that are up now, as the own peers know them. Each host says
// of itself where they are. What it says is not checked here, but keeps nobody from another
// host's nodes: see withFound.
func (n *Network) FindPeers(ctx context.Context) error {
	if n.host == nil {
		return nil
	}
	out, err := n.discover(ctx, n.answering(ctx, n.host.Name), "peers")
	if err != nil {
		return err
	}
	var found []foundPeer
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	n.hosts = withFound(n.hosts, n.orderers, found)
	return nil
}

// withFound returns the hosts with those further peers that were found. It takes names that
// further peers have, and addresses, and nothing else that others write. An address that another
// node has stays that node's alone: else clients would ask one host and take it for two, or look
// for one host's certificate at another's peer. Two hosts that name the same one both lose it.
func withFound(hosts []hostNode, orderers []ordererNode, found []foundPeer) []hostNode {
	all := slices.Clone(hosts)
	taken := takenAddresses(hosts, orderers, found)
	for i, host := range all {
		if host.Local {
			continue
		}
		for number := 2; number <= MaxPeers; number++ {
			name := peerName(host.Name, number)
			k := slices.IndexFunc(found, func(peer foundPeer) bool { return peer.MSPID == host.Name && peer.name() == name })
			if k < 0 {
				continue
			}
			address := found[k].Endpoint
			if _, _, err := hostfile.ParseAddress(address); err != nil || taken[address] || onLoopback(address) && !onLoopback(host.first().Address) {
				continue
			}
			taken[address] = true
			all[i].Peers = append(slices.Clone(all[i].Peers), peerNode{Name: name, Host: host.Name, Address: address})
		}
	}
	return all
}

// takenAddresses are those at which known nodes are reached, and those that two hosts say are
// their peers'.
func takenAddresses(hosts []hostNode, orderers []ordererNode, found []foundPeer) map[string]bool {
	all := map[string]bool{}
	for _, host := range hosts {
		all[host.CA] = true
		for _, peer := range host.Peers {
			all[peer.Address] = true
		}
	}
	for _, orderer := range orderers {
		all[orderer.Address] = true
	}
	for _, peer := range found {
		if slices.ContainsFunc(found, func(other foundPeer) bool { return other.Endpoint == peer.Endpoint && other.MSPID != peer.MSPID }) {
			all[peer.Endpoint] = true
		}
	}
	return all
}

// onLoopback reports whether an address is one of the machine alone that asks.
func onLoopback(address string) bool {
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback() || name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// name is the peer's name in its certificate; empty if that cannot be read.
func (p foundPeer) name() string {
	certificate, err := ParseCertificate([]byte(p.Identity))
	if err != nil || certificate == nil {
		return ""
	}
	return certificate.Subject.CommonName
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
