// Package adapter is what the adapters of the client's port have in common: on which
// result of a transaction hosts agree, what is known of one that was sent to be ordered,
// the fault that it amounts to, and how one place is asked after another.
//
// What became of a transaction is never guessed. Each place to which it was sent
// adds to what is known of it, and nothing takes away from that: where one may
// have it, no refusal of another makes it undone.
package adapter

import (
	"context"
	"errors"
	"time"
)

// Knowledge is what is known of a transaction that was sent to be ordered. Over
// several attempts the highest counts.
type Knowledge int

const (
	// NotSent: nobody has it, it will have no effect.
	NotSent Knowledge = iota
	// TurnedDown: nobody has it, and nobody wants it, now or ever.
	TurnedDown
	// MayHave: an orderer may have it.
	MayHave
	// Taken: an orderer said that it has it, which does not mean that it will be
	// committed: the orderer may die with it.
	Taken
)

// orderPause is the time between two rounds: an election of a leader takes some of
// them.
const orderPause = 200 * time.Millisecond

// Order sends a transaction to one place after the other, in rounds, until one
// takes it or turns it down. After the limit it is sent nowhere else; a place that was
// asked before has its own time to answer, for to break off there leaves a doubt. The
// error is what the places of the last round said, and why one may have the
// transaction, if one may.
func Order(ctx context.Context, limit time.Duration, round func() []Send) (Knowledge, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	known := NotSent
	var doubt error // why somebody may have it, as it was first said
	for {
		var faults []error
		for _, send := range round() {
			if limited.Err() != nil {
				break
			}
			got, err := send(ctx)
			if got == Taken {
				return Taken, nil
			}
			if got == MayHave && doubt == nil {
				doubt = err
			}
			known, faults = max(known, got), append(faults, err)
			if got == TurnedDown {
				return known, errors.Join(append(faults, doubt)...)
			}
		}
		if !Pause(limited, orderPause) {
			return known, errors.Join(append(faults, doubt, ctx.Err())...)
		}
	}
}

// Send sends a transaction to one place. An error comes with everything but Taken.
type Send func(context.Context) (Knowledge, error)

// Pause waits, and tells whether the time passed before ctx ended.
func Pause(ctx context.Context, length time.Duration) bool {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
