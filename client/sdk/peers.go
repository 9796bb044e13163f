package sdk

import (
	"errors"
	"fmt"

	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/config/endpoint"

	"allianceregistry/client/internal/failover"
)

// hostPeer is one of the peers in the connection profile.
type hostPeer struct {
	fab.Peer
	conns *connector
}

// Name implements failover.Peer.
func (p *hostPeer) Name() string { return "peer of " + p.MSPID() }

// Broken implements failover.Peer.
func (p *hostPeer) Broken() bool { return p.conns.broken(endpoint.ToAddress(p.URL())) }

// peers are the channel's peers in the connection profile. They are also what the
// SDK's parts are told to have discovered.
type peers struct{ *failover.Pool[*hostPeer] }

// newPeers makes the peers of a channel. It fails if the profile names none.
func newPeers(c fabcontext.Client, channel, host string, conns *connector) (peers, error) {
	var all []*hostPeer
	for _, settings := range c.EndpointConfig().ChannelPeers(channel) {
		made, err := c.InfraProvider().CreatePeerFromConfig(&settings.NetworkPeer)
		if err != nil {
			return peers{}, fmt.Errorf("peer %s: %w", settings.URL, err)
		}
		all = append(all, &hostPeer{made, conns})
	}
	if len(all) == 0 {
		return peers{}, errors.New("it names no peers for the channel")
	}
	return peers{failover.NewPool(host, all)}, nil
}

// named returns those of the peers that the SDK means, which makes new ones of the same
// addresses.
func (p peers) named(meant []fab.Peer) []*hostPeer {
	var found []*hostPeer
	for _, wanted := range meant {
		for _, known := range p.All() {
			if known.URL() == wanted.URL() {
				found = append(found, known)
			}
		}
	}
	return found
}

// GetPeers implements the SDK's discovery service, for its event client: the
// healthy peers, or all if none is.
func (p peers) GetPeers() ([]fab.Peer, error) {
	if healthy := p.HealthyPeers(); len(healthy) > 0 {
		return plainPeers(healthy), nil
	}
	return plainPeers(p.All()), nil
}

// allPeers is the discovery service for the selection of endorsers, which has
// its own filter.
type allPeers struct{ peers }

// GetPeers implements the SDK's discovery service.
func (p allPeers) GetPeers() ([]fab.Peer, error) { return plainPeers(p.All()), nil }

// plainPeers are peers as the SDK made them.
func plainPeers(from []*hostPeer) []fab.Peer {
	var plain []fab.Peer
	for _, one := range from {
		plain = append(plain, one.Peer)
	}
	return plain
}
