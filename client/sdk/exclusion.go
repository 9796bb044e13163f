package sdk

import (
	"sync"
	"time"
)

// How long a peer that failed is left alone.
const (
	// failedPeriod is about the time in which gossip notices a dead peer.
	failedPeriod = 5 * time.Second
	// silentPeriod is for one that did not answer in time: to ask it again costs
	// as much time again.
	silentPeriod = 30 * time.Second
)

// exclusions are the peers that failed a moment ago, by their URL. All calls on
// one Ledger share them, so that one call's bad experience spares the others.
type exclusions struct {
	mu    sync.Mutex
	until map[string]time.Time
	now   func() time.Time
}

func newExclusions(now func() time.Time) *exclusions {
	return &exclusions{until: map[string]time.Time{}, now: now}
}

func (e *exclusions) add(url string, period time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.until[url] = e.now().Add(period)
}

func (e *exclusions) has(url string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	until, found := e.until[url]
	if found && !e.now().Before(until) {
		delete(e.until, url)
		return false
	}
	return found
}
