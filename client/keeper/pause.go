package keeper

import "time"

// The pauses after what failed: each is twice the one before it.
const (
	minPause = time.Second
	maxPause = time.Minute
)

// pauses says what is to be left alone, and how long. They go by the clock that nobody sets.
type pauses map[string]pause

type pause struct {
	since  time.Time
	length time.Duration
}

// left is how long something is still to be left alone; zero if it is not.
func (p pauses) left(key string) time.Duration {
	return max(0, p[key].length-time.Since(p[key].since))
}

// grow begins the next pause, and returns its length.
func (p pauses) grow(key string) time.Duration {
	length := min(max(minPause, 2*p[key].length), maxPause)
	p[key] = pause{since: time.Now(), length: length}
	return length
}

// clear ends what failed no more.
func (p pauses) clear(key string) { delete(p, key) }

// next is the shortest of the pauses that run, or what is given.
func (p pauses) next(otherwise time.Duration) time.Duration {
	for key := range p {
		if left := p.left(key); left > 0 {
			otherwise = min(otherwise, left)
		}
	}
	return otherwise
}
