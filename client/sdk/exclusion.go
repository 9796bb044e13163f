package sdk

import (
	"sync"
	"time"
)

// exclusionPeriod is how long a peer that failed is left alone. It is about the
// time in which gossip notices a dead peer.
const exclusionPeriod = 5 * time.Second

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

func (e *exclusions) add(url string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.until[url] = e.now().Add(exclusionPeriod)
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
