package sdk

import (
	"log/slog"
	"math/rand/v2"
	"time"

	"allianceregistry/client/internal/failover"
)

// Option changes how a Ledger works.
type Option func(*choices)

type choices struct {
	connect time.Duration // for one connection to be made
	// register is for how long a transaction is held back until it is registered for
	// the report of its commit.
	register time.Duration
	limits   failover.Limits
	shuffled func(int) []int // in which order endorsers are tried
	log      *slog.Logger
}

// WithWaitLimit sets how long Submit waits for the commit of a transaction that
// was sent to be ordered; 10 s if it is not given.
func WithWaitLimit(limit time.Duration) Option { return func(o *choices) { o.limits.Wait = limit } }

// WithAnswerLimit sets how long a peer may take to answer before another is
// asked; 10 s if it is not given.
func WithAnswerLimit(limit time.Duration) Option { return func(o *choices) { o.limits.Answer = limit } }

// WithInFlight sets how many transactions a Ledger, with those made from it by
// As, has under way at once, and how many questions: 64 if it is not given. The
// others wait for their turn for as long as their context allows.
func WithInFlight(maxCalls int) Option { return func(o *choices) { o.limits.InFlight = maxCalls } }

// WithLog sends what the SDK logs to a logger instead of nowhere. The SDK has
// one log for the whole process: the last logger given gets it.
func WithLog(log *slog.Logger) Option { return func(o *choices) { o.log = log } }

func choicesOf(given []Option) choices {
	o := choices{connect: failover.ConnectLimit, register: 1500 * time.Millisecond, limits: failover.DefaultLimits(), shuffled: rand.Perm}
	for _, option := range given {
		option(&o)
	}
	return o
}
