package gateway

import (
	"sync/atomic"
	"time"
)

// How long a peer that failed is left alone.
const (
	// failedPeriod is for one that is gone: to ask it again costs nothing.
	failedPeriod = 2 * time.Second
	// lamePeriod is for one whose chaincode is gone: it tries for a while itself.
	lamePeriod = 5 * time.Second
	// silentPeriod is for one that did not answer in time: to ask it again costs
	// as much time again.
	silentPeriod = 30 * time.Second
)

// rest is a time for which a peer is left alone. All calls share it, so that one
// call's bad experience spares the others.
type rest struct{ until atomic.Pointer[time.Time] }

func (r *rest) begin(period time.Duration) {
	until := time.Now().Add(period)
	r.until.Store(&until)
}

func (r *rest) end() { r.until.Store(nil) }

func (r *rest) over() bool {
	until := r.until.Load()
	return until == nil || !time.Now().Before(*until)
}
