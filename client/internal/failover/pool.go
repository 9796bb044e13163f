package failover

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Peer is one host's peer, as an adapter knows it.
type Peer interface {
	comparable
	// Name is what errors call it.
	Name() string
	// MSPID names the host that it belongs to, as Fabric does.
	MSPID() string
	// Broken reports whether the connection to it is known to be down.
	Broken() bool
}

// Pool is the peers of all hosts, and for how long those that failed are left alone.
// All calls share it, so that one call's bad experience spares the others.
type Pool[P Peer] struct {
	host  string
	peers []P // the own host's first

	mu        sync.Mutex
	cooldowns map[P]time.Time // until when a peer is left alone
}

// NewPool makes a pool for a client of a host, which is named by its MSP ID.
func NewPool[P Peer](host string, peers []P) *Pool[P] {
	p := &Pool[P]{host: host, peers: peers, cooldowns: map[P]time.Time{}}
	others := p.where(func(peer P) bool { return !p.IsOwn(peer) })
	p.peers = append(p.Own(), others...)
	return p
}

// All returns all peers, the own host's first.
func (p *Pool[P]) All() []P { return p.peers }

// Own returns the own host's peers.
func (p *Pool[P]) Own() []P { return p.where(p.IsOwn) }

// IsOwn reports whether a peer is the own host's.
func (p *Pool[P]) IsOwn(peer P) bool { return peer.MSPID() == p.host }

// Hosts returns the MSP IDs of all hosts, the own first.
func (p *Pool[P]) Hosts() []string {
	var hosts []string
	for _, peer := range p.peers {
		if !slices.Contains(hosts, peer.MSPID()) {
			hosts = append(hosts, peer.MSPID())
		}
	}
	return hosts
}

// Ordered returns all peers in the order in which they should be asked: the own
// host's before others', and those that failed a moment ago last.
func (p *Pool[P]) Ordered() []P {
	healthy := p.HealthyPeers()
	return append(healthy, p.where(func(peer P) bool { return !slices.Contains(healthy, peer) })...)
}

// Of returns a host's peers, in the order in which they should be asked.
func (p *Pool[P]) Of(host string) []P {
	return slices.DeleteFunc(p.Ordered(), func(peer P) bool { return peer.MSPID() != host })
}

// Best is the peer to ask first.
func (p *Pool[P]) Best() P { return p.Ordered()[0] }

// HealthyPeers returns those that did not fail a moment ago.
func (p *Pool[P]) HealthyPeers() []P { return p.where(p.Healthy) }

// Healthy reports whether a peer did not fail a moment ago.
func (p *Pool[P]) Healthy(peer P) bool { return !p.coolingDown(peer) && !peer.Broken() }

func (p *Pool[P]) where(wanted func(P) bool) []P {
	var found []P
	for _, peer := range p.peers {
		if wanted(peer) {
			found = append(found, peer)
		}
	}
	return found
}

// AskAll asks all of these peers at once, and returns their answers in the peers' order.
func AskAll[P, R any](peers []P, ask func(P) R) []R {
	answers := make([]R, len(peers))
	var group sync.WaitGroup
	for i, peer := range peers {
		group.Go(func() { answers[i] = ask(peer) })
	}
	group.Wait()
	return answers
}

// How long a peer that failed is left alone.
const (
	// failedCooldown is for one that is gone: to ask it again costs nothing.
	failedCooldown = 2 * time.Second
	// chaincodeCooldown is for one whose chaincode is gone: it tries for a while itself.
	chaincodeCooldown = 5 * time.Second
	// silentCooldown is for one that did not answer in time: to ask it again costs
	// as much time again.
	silentCooldown = 30 * time.Second
)

// MarkFailed leaves a peer alone for a moment whose stream broke or whose answer is
// useless. It does nothing if ctx has ended: then it was the caller who gave up.
func (p *Pool[P]) MarkFailed(ctx context.Context, peer P) {
	if ctx.Err() == nil {
		p.coolDown(peer, failedCooldown)
	}
}

// MarkAnswer leaves a peer alone for a while if its answer shows that it does not work.
// The context of the request ends when the peer's time is over. If ctx has ended too it
// was the caller who gave up, and nothing is marked.
func (p *Pool[P]) MarkAnswer(ctx, request context.Context, peer P, verdict Verdict) {
	switch {
	case ctx.Err() != nil, verdict != Down && verdict != ChaincodeDown:
	case request.Err() != nil:
		p.coolDown(peer, silentCooldown)
	case verdict == ChaincodeDown:
		p.coolDown(peer, chaincodeCooldown)
	default:
		p.coolDown(peer, failedCooldown)
	}
}

// MarkHealthy ends a peer's cooldown.
func (p *Pool[P]) MarkHealthy(peer P) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.cooldowns, peer)
}

func (p *Pool[P]) coolDown(peer P, period time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cooldowns[peer] = time.Now().Add(period)
}

func (p *Pool[P]) coolingDown(peer P) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Before(p.cooldowns[peer])
}
