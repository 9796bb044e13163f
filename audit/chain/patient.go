package chain

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"
)

// Patience is how long a source may keep everybody waiting at once. A peer of this
// continent answers within a tenth of a second.
const Patience = 5 * time.Second

// What a source gets back of its patience for each block that it gives, of whatever
// size, and for each MiB of it.
const (
	refundPerBlock = Patience / 50
	refundPerMiB   = Patience / 5
)

// SilentError says that a source took too long, though its connection stands.
type SilentError struct {
	Source string
	// Block is the one that it owes. Given is how many it gave before, in that time:
	// 0 if it is silent, and not slow.
	Block uint64
	Given uint64
	After time.Duration
}

// Error implements error.
func (e *SilentError) Error() string {
	if e.Given > 0 {
		return fmt.Sprintf("%s gave %d blocks in %s, and not block %d", e.Source, e.Given, e.After, e.Block)
	}
	return fmt.Sprintf("%s gave nothing for %s where block %d was due", e.Source, e.After, e.Block)
}

// Finding is the warning about the source.
func (e *SilentError) Finding() Finding {
	f := findings{source: e.Source, block: e.Block}
	if e.Given > 0 {
		f.add(Warning, SourceSlow, "blocks", decimal(e.Given), "in", e.After.String())
	} else {
		f.add(Warning, SourceSilent, "after", e.After.String())
	}
	return f.list[0]
}

// Patient is a source that is not waited for without end: one that answers and then
// gives nothing, or a byte at a time, is left with a *SilentError. While the next block
// does not exist yet it is not left, as long as it says how many it has.
type Patient struct {
	Source
	patience time.Duration
	height   atomic.Uint64 // that it said it has

	mu   sync.Mutex
	left time.Duration // of the patience, from one reading to the next
}

// NewPatient is a source that is waited for so long; 0 is Patience.
func NewPatient(source Source, patience time.Duration) *Patient {
	if patience <= 0 {
		patience = Patience
	}
	return &Patient{Source: source, patience: patience, left: patience}
}

// WithPatience gives each source so much patience; those that have some keep theirs.
func WithPatience(sources []Source, patience time.Duration) []Source {
	patient := make([]Source, len(sources))
	for i, source := range sources {
		if patient[i] = source; !isPatient(source) {
			patient[i] = NewPatient(source, patience)
		}
	}
	return patient
}

func isPatient(source Source) bool {
	_, is := source.(*Patient)
	return is
}

// Height implements Source.
func (p *Patient) Height(ctx context.Context) (uint64, error) {
	limited, cancel := context.WithTimeoutCause(ctx, p.patience, &SilentError{Source: p.Name(), After: p.patience})
	defer cancel()
	height, err := p.Source.Height(limited)
	if err == nil {
		p.height.Store(height)
	}
	return height, contextCause(limited, err)
}

// contextCause is the reason why a context ended, if that is why there is an
// error, and if it is this file's.
func contextCause(ctx context.Context, err error) error {
	var silent *SilentError
	if err != nil && errors.As(context.Cause(ctx), &silent) {
		return silent
	}
	return err
}

// Blocks implements Source.
func (p *Patient) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		limited, leave := context.WithCancelCause(ctx)
		defer leave(nil)
		w := &waiting{patient: p, next: from, left: p.begin(), leave: leave}
		w.start(limited)
		defer func() {
			w.stop()
			p.end(w.left)
		}()
		for raw, err := range p.Source.Blocks(limited, from) {
			w.stop()
			if err == nil {
				err = limited.Err()
			}
			if !yield(raw, contextCause(limited, err)) || err != nil {
				return
			}
			w.credit(raw)
			w.start(limited)
		}
	}
}

// minPatienceShare is the share of its patience that each reading of a source begins with at
// least: whoever reads one block here and one there is not kept waiting at each.
const minPatienceShare = 10

// begin is the patience with which a reading begins.
func (p *Patient) begin() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.left, p.patience/minPatienceShare)
}

// end keeps what is left of it. A source that used it up was left: another time it
// begins anew.
func (p *Patient) end(left time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left = left; left <= 0 {
		p.left = p.patience
	}
}

// waiting is the patience with one reading of a source. Only the time counts in which
// the source is asked for a block.
type waiting struct {
	patient *Patient
	leave   context.CancelCauseFunc
	next    uint64
	count   uint64
	left    time.Duration
	spent   time.Duration
	began   time.Time
	timer   *time.Timer
	waits   bool // for a block, now

	mu   sync.Mutex
	turn int // odd while the source is waited for; who waited before leaves nobody
}

// start waits for the next block.
func (w *waiting) start(ctx context.Context) {
	w.began, w.waits = time.Now(), true
	turn, silent := w.nextTurn(), &SilentError{Source: w.patient.Name(), Block: w.next, After: w.left}
	if w.left < w.patient.patience/2 {
		silent.Given, silent.After = w.count, w.spent+w.left
	}
	w.timer = time.AfterFunc(w.left, func() { w.expire(ctx, turn, silent) })
}

// nextTurn begins another turn.
func (w *waiting) nextTurn() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn++
	return w.turn
}

// stop says that a block has come, or is not wanted any more.
func (w *waiting) stop() {
	if !w.waits {
		return
	}
	w.waits = false
	w.nextTurn()
	w.timer.Stop()
	took := time.Since(w.began)
	w.left, w.spent = w.left-took, w.spent+took
}

// credit gives patience back.
func (w *waiting) credit(raw []byte) {
	w.next++
	w.count++
	share := float64(w.patient.patience) / float64(Patience)
	back := time.Duration(share * float64(refundPerBlock+refundPerMiB*time.Duration(len(raw)>>20)))
	w.left = min(max(w.left, 0)+back, w.patient.patience)
}

// expire leaves the source if it owes the block. It is asked how many it has where it
// did not say that it has this one, and is left too if it does not answer.
func (w *waiting) expire(ctx context.Context, turn int, silent *SilentError) {
	for silent.Block >= w.patient.height.Load() && w.current(turn) {
		if _, err := w.patient.Height(ctx); err != nil {
			break
		}
		timer := time.NewTimer(w.patient.patience)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn == turn {
		w.leave(silent)
	}
}

func (w *waiting) current(turn int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.turn == turn
}
