package gateway

import (
	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// reads are the questions that a Ledger answers.
type reads = failover.Reads[*Peer]

// Ledger is the port on fabric-gateway, for one identity.
type Ledger struct {
	reads
	settings     Settings
	limits       failover.Limits
	peers        *failover.Pool[*Peer]
	transactions *failover.InFlight
}

var _ client.Ledger = (*Ledger)(nil)

// Open gets ready to act for the identity. It connects to nothing yet: each call
// connects to what it needs, so an error here is about the settings or the
// identity, never about the network.
func Open(settings Settings, identity client.Identity, opts ...Option) (*Ledger, error) {
	limits := failover.DefaultLimits()
	for _, option := range opts {
		option(&limits)
	}
	opened, err := OpenPeers(settings, identity)
	if err != nil {
		return nil, err
	}
	pool := failover.NewPool(identity.MSP, opened)
	for _, peer := range opened {
		peer.limit, peer.pool = limits.Answer, pool
	}
	return &Ledger{
		reads:    failover.NewReads(pool, transport{}, limits, failover.NewInFlight(limits.InFlight)),
		settings: settings, limits: limits, peers: pool, transactions: failover.NewInFlight(limits.InFlight),
	}, nil
}

// Close implements client.Ledger.
func (l *Ledger) Close() error { return closeAll(l.peers.All()) }
