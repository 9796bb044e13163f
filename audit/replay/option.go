package replay

import (
	"context"
	"time"

	"allianceregistry/audit/block"
)

// Option chooses how peers are compared.
type Option func(*options)

type options struct {
	progress     Progress
	advance      func(ctx context.Context, height uint64) error
	maxQuestions int
	questions    []Question
	from, to     uint64
	lag          uint64
	tries        int
	pause        time.Duration
	parse        func(raw []byte) (block.Block, error)
}

// What is chosen where no option says otherwise.
const (
	// DefaultQuestions is how many questions a peer is asked besides its records.
	DefaultQuestions = 2000
	// DefaultLag is by how many blocks a peer may be behind the highest.
	DefaultLag = 10
	// DefaultTries is how often answers are compared while the chain grows.
	DefaultTries = 5
	// DefaultPause is how long to wait before the next try: a peer writes a block
	// and then its state.
	DefaultPause = 300 * time.Millisecond
)

func newOptions(opts []Option) options {
	c := options{maxQuestions: DefaultQuestions, lag: DefaultLag, tries: DefaultTries, pause: DefaultPause, parse: block.Parse}
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// WithProgress is told how far the comparison is.
func WithProgress(progress Progress) Option { return func(c *options) { c.progress = progress } }

// WithAdvance lets the replay catch up: it is called with a height that a peer has
// and the replay has not, and returns when the replay has it.
func WithAdvance(advance func(ctx context.Context, height uint64) error) Option {
	return func(c *options) { c.advance = advance }
}

// WithMaxQuestions bounds the questions that CompareState asks besides the
// records. Of more, so many are chosen at equal distances.
func WithMaxQuestions(limit int) Option { return func(c *options) { c.maxQuestions = max(limit, 0) } }

// WithQuestions are those that Compare asks all hosts, instead of the lists of
// parties and alliances.
func WithQuestions(questions ...Question) Option {
	return func(c *options) { c.questions = questions }
}

// WithBlocks lets Compare look at each of these blocks, to included, and not only
// for the first difference.
func WithBlocks(from, to uint64) Option { return func(c *options) { c.from, c.to = from, to } }

// WithLag is by how many blocks a peer may be behind.
func WithLag(blocks uint64) Option { return func(c *options) { c.lag = blocks } }

// WithTries is how often answers are compared while the chain grows, with a pause
// in between.
func WithTries(tries int, pause time.Duration) Option {
	return func(c *options) { c.tries, c.pause = max(tries, 1), pause }
}

// wait waits for the pause, or until ctx ends.
func (c options) wait(ctx context.Context) error {
	timer := time.NewTimer(c.pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
