package sdk

import (
	"context"
	"errors"
	"fmt"

	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/config/endpoint"
)

// peers are the channel's peers in the connection profile, those of the own
// host first. They are also what the SDK's parts are told to have discovered.
type peers struct {
	host  string
	all   []fab.Peer
	out   *exclusions
	conns *connector
}

// newPeers makes the peers of a channel. It fails if the profile names none.
func newPeers(c fabcontext.Client, channel, host string, out *exclusions, conns *connector) (*peers, error) {
	var own, others []fab.Peer
	for _, settings := range c.EndpointConfig().ChannelPeers(channel) {
		peer, err := c.InfraProvider().CreatePeerFromConfig(&settings.NetworkPeer)
		if err != nil {
			return nil, fmt.Errorf("peer %s: %w", settings.URL, err)
		}
		if peer.MSPID() == host {
			own = append(own, peer)
		} else {
			others = append(others, peer)
		}
	}
	if len(own)+len(others) == 0 {
		return nil, errors.New("it names no peers for the channel")
	}
	return &peers{host: host, all: append(own, others...), out: out, conns: conns}, nil
}

// worth tells whether a peer did not fail a moment ago.
func (p *peers) worth(url string) bool {
	return !p.out.has(url) && !p.conns.broken(endpoint.ToAddress(url))
}

// passOver leaves a peer alone that did not answer about the channel, unless it
// was the caller who gave up.
func (l *Ledger) passOver(ctx context.Context, peer fab.Peer) {
	if ctx.Err() == nil {
		l.peers.out.add(peer.URL(), failedPeriod)
	}
}

// ordered returns all peers in the order in which they should be asked: the own
// host's before others', and those that failed a moment ago last.
func (p *peers) ordered() []fab.Peer {
	var good, bad []fab.Peer
	for _, peer := range p.all {
		if p.worth(peer.URL()) {
			good = append(good, peer)
		} else {
			bad = append(bad, peer)
		}
	}
	return append(good, bad...)
}

// own returns the own host's peers.
func (p *peers) own() []fab.Peer {
	var own []fab.Peer
	for _, peer := range p.all {
		if peer.MSPID() == p.host {
			own = append(own, peer)
		}
	}
	return own
}

func (p *peers) best() fab.Peer { return p.ordered()[0] }

// GetPeers implements the SDK's discovery service, for its event client: the
// peers worth asking, or all if none is.
func (p *peers) GetPeers() ([]fab.Peer, error) {
	var good []fab.Peer
	for _, peer := range p.all {
		if p.worth(peer.URL()) {
			good = append(good, peer)
		}
	}
	if len(good) == 0 {
		return p.all, nil
	}
	return good, nil
}

// everybody is the discovery service for the selection of endorsers, which has
// its own filter.
type everybody struct{ *peers }

// GetPeers implements the SDK's discovery service.
func (e everybody) GetPeers() ([]fab.Peer, error) { return e.all, nil }
