package sdk

import (
	"log/slog"
	"time"
)

// Option changes how a Ledger works.
type Option func(*choices)

type choices struct {
	connect time.Duration // for one connection to be made
	answer  time.Duration // for one peer to answer one proposal
	order   time.Duration // for the orderers to accept a transaction
	send    time.Duration // for one orderer to say so, before the next is asked
	wait    time.Duration // for a commit, once the transaction is ordered
	// silence is how long a peer's stream of blocks may say nothing before all peers
	// are asked how long their chains are: a peer that hangs shows no error.
	silence time.Duration
	pace    pace
	flight  int // transactions at once, and questions at once
	log     *slog.Logger
}

// WithWaitLimit sets how long Submit waits for the commit of a transaction that
// was sent to be ordered; 10 s if it is not given.
func WithWaitLimit(limit time.Duration) Option { return func(o *choices) { o.wait = limit } }

// WithAnswerLimit sets how long a peer may take to answer before another is
// asked; 10 s if it is not given.
func WithAnswerLimit(limit time.Duration) Option { return func(o *choices) { o.answer = limit } }

// WithInFlight sets how many transactions a Ledger, with those made from it by
// As, has under way at once, and how many questions: 64 if it is not given. The
// others wait for their turn for as long as their context allows.
func WithInFlight(most int) Option { return func(o *choices) { o.flight = most } }

// WithLog sends what the SDK logs to a logger instead of nowhere. The SDK has
// one log for the whole process: the last logger given gets it.
func WithLog(log *slog.Logger) Option { return func(o *choices) { o.log = log } }

func choicesOf(given []Option) choices {
	o := choices{
		answer: 10 * time.Second, order: 10 * time.Second, send: 3 * time.Second, wait: 10 * time.Second,
		silence: 3 * time.Second, pace: steady, flight: 64,
	}
	for _, option := range given {
		option(&o)
	}
	return o
}
