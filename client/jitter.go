package client

import (
	"math/rand/v2"
	"time"
)

// jitter returns a random part of a time.
func jitter(of time.Duration) time.Duration {
	if of <= 0 {
		return 0
	}
	return rand.N(of) //nolint:gosec // it spreads attempts; nothing secret depends on it
}
