package rest

import (
	"context"
	"sync"
	"time"

	"allianceregistry/audit/index"
)

// knownFor is how long a time stands: transactions that were ahead of this computer's clock may
// not be any more.
const knownFor = time.Minute

// Known keeps the time up to which an index's blocks say what happened, so that not every
// question asks for it. It may be used from several goroutines.
type Known struct {
	mu     sync.Mutex
	height uint64
	until  time.Time
	asked  time.Time
}

// Until asks the index once for each height, and again after a minute: see index.KnownUntil.
func (k *Known) Until(ctx context.Context, x *index.Index, height uint64, now time.Time) (time.Time, error) {
	if until, known := k.kept(height, now); known {
		return until, nil
	}
	until, err := x.KnownUntil(ctx, now)
	if err != nil {
		return until, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.height, k.until, k.asked = height, until, now
	return until, nil
}

func (k *Known) kept(height uint64, now time.Time) (time.Time, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.until, k.height == height && now.Sub(k.asked).Abs() < knownFor
}
