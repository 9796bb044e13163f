package sdk

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/config/endpoint"

	"allianceregistry/client/internal/failover"
)

// hostPeer is one of the peers in the connection profile.
type hostPeer struct {
	fab.Peer
	// names are what the profile calls it, and the name in its address and in its TLS
	// certificate.
	names []string
	conns *connector
}

// Name implements failover.Peer.
func (p *hostPeer) Name() string { return "peer of " + p.MSPID() }

// Broken implements failover.Peer.
func (p *hostPeer) Broken() bool { return p.conns.broken(p.address()) }

// address is host:port.
func (p *hostPeer) address() string { return endpoint.ToAddress(p.URL()) }

// has reports whether an endorser of the peer's host has its address.
func (p *hostPeer) has(one endorser) bool {
	return p.MSPID() == one.host && strings.EqualFold(p.address(), one.address)
}

// sharedNames counts the names that the peer and an endorser of its host have in common.
func (p *hostPeer) sharedNames(one endorser) (count int) {
	for _, name := range p.names {
		if p.MSPID() == one.host && slices.Contains(one.names, name) {
			count++
		}
	}
	return count
}

// peers are the channel's peers in the connection profile. They are also what the
// SDK's event client is told to have discovered.
type peers struct{ *failover.Pool[*hostPeer] }

// newPeers makes the peers of a channel. It fails if the profile names none.
func newPeers(c fabcontext.Client, channel, host string, conns *connector) (peers, error) {
	var all []*hostPeer
	for _, settings := range c.EndpointConfig().ChannelPeers(channel) {
		made, err := c.InfraProvider().CreatePeerFromConfig(&settings.NetworkPeer)
		if err != nil {
			return peers{}, fmt.Errorf("peer %s: %w", settings.URL, err)
		}
		all = append(all, &hostPeer{made, namesIn(c.EndpointConfig().NetworkConfig().Peers, settings.PeerConfig), conns})
	}
	if len(all) == 0 {
		return peers{}, errors.New("it names no peers for the channel")
	}
	slices.SortFunc(all, func(a, b *hostPeer) int { // the SDK has them in no certain order
		return cmp.Or(strings.Compare(a.MSPID(), b.MSPID()), strings.Compare(a.URL(), b.URL()))
	})
	return peers{failover.NewPool(host, all)}, nil
}

// namesIn are a peer's names in a connection profile.
func namesIn(profile map[string]fab.PeerConfig, of fab.PeerConfig) []string {
	override, _ := of.GRPCOptions[serverNameOption].(string)
	names := []string{hostIn(endpoint.ToAddress(of.URL)), override}
	for _, name := range slices.Sorted(maps.Keys(profile)) {
		if profile[name].URL == of.URL {
			names = append(names, name)
		}
	}
	return distinctive(names)
}

// which returns the peers of the profile that an endorser may be: the one at its address, or
// else those with the most names of its. The profile may give a peer another address than other
// peers know: one from outside, or of this machine. Peers of one machine have its name in common.
func (p peers) which(one endorser) []*hostPeer {
	var found []*hostPeer
	most := 0
	for _, peer := range p.All() {
		shared := peer.sharedNames(one)
		switch {
		case peer.has(one):
			return []*hostPeer{peer}
		case shared > most:
			found, most = []*hostPeer{peer}, shared
		case shared == most && shared > 0:
			found = append(found, peer)
		}
	}
	return found
}

// endorses reports whether a peer is one of these endorsers, and how long its chain is.
// Where none of its host's endorsers is one of the profile's by address or name, nobody can say
// which is which: then all peers of that host count, and one that cannot endorse says so.
func (p peers) endorses(one *hostPeer, endorsers []endorser) (height uint64, is bool) {
	var longest uint64
	named, known, unknown := false, false, false
	for _, endorser := range endorsers {
		if endorser.host != one.MSPID() {
			continue
		}
		if one.has(endorser) {
			return endorser.height, true
		}
		may := p.which(endorser)
		if slices.Contains(may, one) {
			named, height = true, max(height, endorser.height)
		}
		longest = max(longest, endorser.height)
		unknown, known = true, known || len(may) > 0
	}
	if named {
		return height, true
	}
	return longest, unknown && !known
}

// GetPeers implements the SDK's discovery service, for its event client: the
// healthy peers, or all if none is.
func (p peers) GetPeers() ([]fab.Peer, error) {
	if healthy := p.HealthyPeers(); len(healthy) > 0 {
		return plainPeers(healthy), nil
	}
	return plainPeers(p.All()), nil
}

// plainPeers are peers as the SDK made them.
func plainPeers(from []*hostPeer) []fab.Peer {
	var plain []fab.Peer
	for _, one := range from {
		plain = append(plain, one.Peer)
	}
	return plain
}
