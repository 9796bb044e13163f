package gateway

import (
	"context"
	"sync"
	"time"
)

// askLimit is how long a peer may take to answer about its chain, which costs it
// nothing, when another's word is in doubt.
const askLimit = 2 * time.Second

// ordered returns all peers in the order in which they should be asked: the own
// host's before others', and those that failed a moment ago last.
func (l *Ledger) ordered() []*Peer {
	var good, bad []*Peer
	for _, peer := range l.peers {
		if peer.worth() {
			good = append(good, peer)
		} else {
			bad = append(bad, peer)
		}
	}
	return append(good, bad...)
}

// isOwn tells whether a peer is the own host's.
func (l *Ledger) isOwn(peer *Peer) bool { return peer.endpoint.MSPID == l.host }

// own returns the own host's peers.
func (l *Ledger) own() []*Peer {
	var own []*Peer
	for _, peer := range l.peers {
		if l.isOwn(peer) {
			own = append(own, peer)
		}
	}
	return own
}

// all calls every peer at once and waits for all.
func (l *Ledger) all(call func(*Peer)) {
	var group sync.WaitGroup
	for _, peer := range l.peers {
		group.Go(func() { call(peer) })
	}
	group.Wait()
}

// heights asks all peers for the height of their chains; those that do not answer
// soon are left out.
func (l *Ledger) heights(ctx context.Context) map[*Peer]uint64 {
	limited, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	var mu sync.Mutex
	heights := map[*Peer]uint64{}
	l.all(func(peer *Peer) {
		if height, err := peer.Height(limited); err == nil {
			mu.Lock()
			defer mu.Unlock()
			heights[peer] = height
		}
	})
	return heights
}
