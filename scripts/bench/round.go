package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// callTimeout is how long one call may take before it counts as failed.
const callTimeout = 2 * time.Minute

// round is what came of one round of one workload.
type round struct {
	times   []time.Duration // of the calls that succeeded
	failed  int
	first   error
	elapsed time.Duration // until the last call was answered
	count   count
	cpu     usage
}

// perSecond is the throughput: all that was answered, by the time that it took
// until the last answer.
func (r round) perSecond() float64 {
	if r.elapsed <= 0 {
		return 0
	}
	return float64(len(r.times)) / r.elapsed.Seconds()
}

// runRound has so many clients call in a loop for a time, and waits for all answers.
// The clients are the parties from first on.
func (b *bench) runRound(ctx context.Context, w workload, clients, first int, length time.Duration) (round, error) {
	before, err := b.meter.read()
	if err != nil {
		return round{}, err
	}
	count, began := b.pool.log.snapshot(), time.Now()
	until := began.Add(length)
	all := make([]round, clients)
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() { all[i] = loop(ctx, w, first+i, until) })
	}
	group.Wait()
	r := round{elapsed: time.Since(began), count: b.pool.log.snapshot().since(count)}
	after, err := b.meter.read()
	if err != nil {
		return r, err
	}
	r.cpu = after.since(before)
	for _, one := range all {
		r.times = append(r.times, one.times...)
		r.failed += one.failed
		if r.first == nil {
			r.first = one.first
		}
	}
	return r, ctx.Err()
}

// loop is one client.
func loop(ctx context.Context, w workload, party int, until time.Time) round {
	var r round
	for time.Now().Before(until) && ctx.Err() == nil {
		began := time.Now()
		limited, cancel := context.WithTimeout(ctx, callTimeout)
		err := w.call(limited, party)
		cancel()
		switch {
		case errors.Is(err, errExhausted):
			return r
		case err != nil:
			r.failed++
			if r.first == nil {
				r.first = err
			}
		default:
			r.times = append(r.times, time.Since(began))
		}
	}
	return r
}
