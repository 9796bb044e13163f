package main

import (
	"context"
	"errors"
	"maps"
	"sync"

	"allianceregistry/client"
)

// attemptLog counts each single attempt, also those that the client made up for.
type attemptLog struct {
	mu       sync.Mutex
	attempts int
	faults   map[string]int // by validation code, or by phase and kind
}

func newAttemptLog() *attemptLog { return &attemptLog{faults: map[string]int{}} }

func (j *attemptLog) record(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.attempts++
	var fault *client.Fault
	switch {
	case !errors.As(err, &fault):
	case fault.Code != "":
		j.faults[fault.Code]++
	default:
		j.faults[string(fault.Phase)+" "+string(fault.Kind)]++
	}
}

// count is what a journal holds at one moment.
type count struct {
	attempts int
	faults   map[string]int
}

func (j *attemptLog) snapshot() count {
	j.mu.Lock()
	defer j.mu.Unlock()
	return count{j.attempts, maps.Clone(j.faults)}
}

func (c count) since(earlier count) count {
	d := count{c.attempts - earlier.attempts, map[string]int{}}
	for what, n := range c.faults {
		if more := n - earlier.faults[what]; more > 0 {
			d.faults[what] = more
		}
	}
	return d
}

// loggingLedger is a ledger that writes down what became of each attempt.
type loggingLedger struct {
	client.Ledger
	log *attemptLog
}

// Submit implements client.Ledger.
func (n loggingLedger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	commit, err := n.Ledger.Submit(ctx, name, argument)
	n.log.record(err)
	return commit, err
}

// Evaluate implements client.Ledger.
func (n loggingLedger) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	answer, err := n.Ledger.Evaluate(ctx, name, argument)
	n.log.record(err)
	return answer, err
}
