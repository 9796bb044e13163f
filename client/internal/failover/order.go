package failover

import (
	"context"
	"errors"
	"time"
)

// Delivery is what is known of a transaction that was sent to be ordered. Over
// several attempts the highest counts.
type Delivery int

const (
	// NotSent: nobody has it, it will have no effect.
	NotSent Delivery = iota
	// Declined: nobody has it, and nobody wants it, now or ever.
	Declined
	// Uncertain: an orderer may have it.
	Uncertain
	// Accepted: an orderer said that it has it, which does not mean that it will be
	// committed: the orderer may die with it.
	Accepted
)

// orderPause is the time between two rounds: an election of a leader takes some of
// them.
const orderPause = 200 * time.Millisecond

// Order sends a transaction to one place after the other, in rounds, until one
// accepts or declines it. Send returns an error with everything but Accepted. After the
// limit it is sent nowhere else; a place that was asked before has its own time to
// answer, for breaking off there would leave it uncertain. The error is what the places of
// the last round said, and why one may have the transaction, if one may.
func Order[P any](ctx context.Context, limit time.Duration, round func() []P, send func(context.Context, P) (Delivery, error)) (Delivery, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	known := NotSent
	var uncertain error // why somebody may have it, as it was first said
	for {
		var faults []error
		for _, place := range round() {
			if limited.Err() != nil {
				break
			}
			got, err := send(ctx, place)
			if got == Accepted {
				return Accepted, nil
			}
			if got == Uncertain && uncertain == nil {
				uncertain = err
			}
			known, faults = max(known, got), append(faults, err)
			if got == Declined {
				return known, errors.Join(append(faults, uncertain)...)
			}
		}
		if !Pause(limited, orderPause) {
			return known, errors.Join(append(faults, uncertain, ctx.Err())...)
		}
	}
}

// Pause waits, and reports whether the time passed before ctx ended.
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
