package failover

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
)

// ProbeLimit is how long a peer may take to answer about its chain or its channel,
// which costs it nothing.
const ProbeLimit = 2 * time.Second

// Limits are for how long an adapter waits for what.
type Limits struct {
	Answer time.Duration // for one peer to answer one proposal
	Order  time.Duration // for a transaction to be accepted for ordering
	Send   time.Duration // for one place to say so, before the next is asked
	Wait   time.Duration // for a commit, once the transaction is ordered
	// Silence is how long a peer's stream of blocks may say nothing before all peers
	// are asked how long their chains are: a peer that hangs shows no error.
	Silence  time.Duration
	Polling  Polling
	InFlight int // transactions at once, and questions at once
}

// Polling is how the peers are asked for a transaction of whose commit no report comes.
type Polling struct {
	// After is when they are first asked; a block takes less.
	After time.Duration
	// Busy is when they are first asked although the stream of reports goes on bringing
	// blocks: then this one's is probably on its way, and a crowd of questions would only
	// delay it. It may all the same have died with an orderer.
	Busy time.Duration
	// Every is the time between two such questions.
	Every time.Duration
	// Resend is when a transaction that no peer has is sent to be ordered again: the
	// orderer that accepted it may have died with it. It is the same transaction, which
	// can be committed as valid only once.
	Resend time.Duration
}

// DefaultLimits are for a network whose blocks take less than a second.
func DefaultLimits() Limits {
	return Limits{
		Answer: 10 * time.Second, Order: 10 * time.Second, Send: 3 * time.Second, Wait: 10 * time.Second, Silence: 3 * time.Second,
		Polling:  Polling{After: 1500 * time.Millisecond, Busy: 5 * time.Second, Every: 500 * time.Millisecond, Resend: 3 * time.Second},
		InFlight: 64,
	}
}

// InFlight lets so many calls be under way at once; the others wait for their turn.
// More would not be answered sooner: the peers work on all of them at once, each
// takes longer, until answers come too late and are asked for again, which is
// more work for the same peers.
type InFlight struct {
	max      int
	weighted *semaphore.Weighted
}

// NewInFlight lets max calls be under way, one at least.
func NewInFlight(maxCalls int) *InFlight {
	maxCalls = max(maxCalls, 1)
	return &InFlight{max: maxCalls, weighted: semaphore.NewWeighted(int64(maxCalls))}
}

// Acquire waits for a place. It fails if ctx ends first.
func (f *InFlight) Acquire(ctx context.Context) error {
	if err := f.weighted.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("wait for %d earlier calls of this program: %w", f.max, err)
	}
	return nil
}

// Release gives the place back.
func (f *InFlight) Release() { f.weighted.Release(1) }
