package gateway

import (
	"time"

	"allianceregistry/client/internal/failover"
)

// Option changes how a Ledger works.
type Option func(*failover.Limits)

// WithWaitLimit sets how long Submit waits for the commit of a transaction that
// was sent to be ordered; 10 s if it is not given.
func WithWaitLimit(limit time.Duration) Option { return func(l *failover.Limits) { l.Wait = limit } }

// WithAnswerLimit sets how long a peer may take to answer before another is
// asked; 10 s if it is not given.
func WithAnswerLimit(limit time.Duration) Option {
	return func(l *failover.Limits) { l.Answer = limit }
}

// WithInFlight sets how many transactions a Ledger has under way at once, and how
// many questions: 64 if it is not given. The others wait for their turn for as
// long as their context allows. A peer's gateway takes 500 from everybody.
func WithInFlight(maxCalls int) Option {
	return func(l *failover.Limits) { l.InFlight = maxCalls }
}
