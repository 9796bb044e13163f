package keeper

import (
	"context"
	"sync"
	"time"

	"allianceregistry/client"
)

// listener hands what happens in the chain from the goroutine that waits for it to the one
// that keeps.
type listener struct {
	// woken holds something when there is news, and the first time when the place is known
	// from which on nothing is missed.
	woken chan struct{}
	mu    sync.Mutex
	heard []hearing
}

// hearing is an event, or why there was none and how long that made it pause.
type hearing struct {
	event client.Event
	err   error
	pause time.Duration
}

func (l *listener) put(h hearing) {
	l.mu.Lock()
	l.heard = append(l.heard, h)
	l.mu.Unlock()
	l.wake()
}

func (l *listener) wake() {
	select {
	case l.woken <- struct{}{}:
	default: // it will look anyway
	}
}

func (l *listener) take() []hearing {
	l.mu.Lock()
	defer l.mu.Unlock()
	heard := l.heard
	l.heard = nil
	return heard
}

// listen begins to wait for what happens from now on, until ctx ends. After a fault it goes
// on where it was: it misses nothing.
func listen(ctx context.Context, c *client.Client) *listener {
	l := &listener{woken: make(chan struct{}, 1)}
	go func() {
		var next client.Position
		known, failed := false, pauses{}
		for ctx.Err() == nil {
			err := l.hear(ctx, c, &next, &known, failed)
			pause := failed.grow("")
			if err != nil && ctx.Err() == nil {
				l.put(hearing{err: err, pause: pause})
			}
			sleep(ctx, pause)
		}
	}()
	return l
}

// hear reads events from a position on, which it moves; first it has to be known.
func (l *listener) hear(ctx context.Context, c *client.Client, next *client.Position, known *bool, failed pauses) error {
	if !*known {
		height, err := c.Height(ctx)
		if err != nil {
			return err
		}
		next.Block, *known = height, true
		l.wake()
	}
	for event, err := range c.Events(ctx, *next, client.NoEnd) {
		if err != nil {
			return err
		}
		*next = event.Next()
		failed.clear("")
		l.put(hearing{event: event})
	}
	return nil
}

func sleep(ctx context.Context, length time.Duration) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// wait sleeps until something happened, the next action is due, or a pause is over.
func (k *Keeper) wait(ctx context.Context, l *listener) {
	timer := time.NewTimer(k.pauses.next(k.untilDue()))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.woken:
	case <-ctx.Done():
	}
	for _, one := range l.take() {
		if one.err != nil {
			k.notify(Report{Err: one.err, Pause: one.pause})
		} else {
			k.hear(one.event)
		}
	}
}

// untilDue is how long it is until the next action is due, but no longer than the clock is
// to be trusted.
func (k *Keeper) untilDue() time.Duration {
	length, at := maxSleep, k.now().Add(-k.lag)
	for _, action := range k.plan() {
		if left := action.Due.Sub(at); left > 0 {
			return min(left, length)
		}
	}
	return length
}
