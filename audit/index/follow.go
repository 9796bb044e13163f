package index

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"sync/atomic"
	"time"

	"allianceregistry/audit/chain"
)

// Verifier decides about blocks; *chain.Verifier is one.
type Verifier interface {
	// Follow verifies a source's blocks from where the verifier stands on.
	Follow(ctx context.Context, source chain.Source, state chain.State, window int) iter.Seq2[chain.Verified, error]
	Checkpoint() chain.Checkpoint
}

// Options are how to follow.
type Options struct {
	// Forever waits for new blocks until ctx ends; else Follow ends with the last
	// block that the sources had when it began, or before the block with number
	// Until, if that is not 0.
	Forever bool
	Until   uint64
	// Batch is the most blocks that are added at once; 0 is a sensible number.
	Batch int
	// OnProgress is called after each batch, if it is set.
	OnProgress func(Progress)
	// OnWaiting is called, if it is set, when nothing can be added just now, with
	// why: no source gives the next block, or, where Forever waits for it, the
	// database is locked or full.
	OnWaiting func(error)
	// CompareHistory compares a source with what was verified before, if it is set, and
	// returns what does not hold: it is asked about a source whose block does not
	// follow the last one, and where Forever waits about one that has fewer blocks.
	CompareHistory func(ctx context.Context, source chain.Source) ([]chain.Finding, error)
	// OnLate is called once for each source that takes too long, or does not give what it
	// says it has, if it is there.
	OnLate func(chain.Finding)
	// Patience is how long a source may owe a block; 0 is chain.Patience.
	Patience time.Duration
}

// Progress is how far Follow is.
type Progress struct {
	// Height is the number of verified blocks in the index, Target of those that
	// the best source had when it was last asked; 0 if none has answered.
	Height uint64 `json:"height"`
	Target uint64 `json:"target"`
	// Source gave the last block; Transactions were added since the start.
	Source       string `json:"source"`
	Transactions int    `json:"transactions"`
}

// The pace of following.
const (
	defaultBatch = 200
	// window is how many blocks are prepared ahead.
	window = 64
	// stallTimeout is how long a source may give nothing while others have more; four times as
	// long for each time that these gave nothing of it, up to 2^maxDoublings times.
	stallTimeout = 3 * time.Second
	maxDoublings = 6
	// minPause is the time until sources that are away are asked again; it
	// doubles up to maxPause.
	minPause = 250 * time.Millisecond
	maxPause = 10 * time.Second
	// maxRetries is how often Follow asks again if it is not to go on for ever,
	// maxClaimRetries how often where some source's chain has ended, and others say that
	// they have more.
	maxRetries      = 6
	maxClaimRetries = 3
)

// Follow reads blocks from where the index stands, verifies each, and adds it. The
// verifier must stand there too: chain.Resume of Checkpoint, or a new one. A
// checkpoint that was altered is refused with INDEX_ALTERED.
//
// A block comes from the first source that gives one that holds. One that is
// broken, and whose it was, is kept as a finding, and the next source is asked.
// If none gives a block that holds, Follow ends with INDEX_STUCK; a source that
// is away is asked again after a pause, as long as ctx allows. One that answers and
// then owes a block too long (chain.SilentError) is left for good, or if it is to go
// on for ever, for a while. One that says it has more than the others and gives none of
// it is waited for less and less often: nobody signs a height.
//
// A locked or full database ends it with INDEX_LOCKED or INDEX_FULL, unless it is to go
// on for ever: what was added stays, and the next run, with a verifier resumed anew, goes
// on. INDEX_LOCKED is also what it ends with if another program adds blocks meanwhile.
func Follow(ctx context.Context, x *Index, verifier Verifier, sources []chain.Source, o Options) error {
	if err := x.Check(ctx); err != nil {
		return err
	}
	if o.Batch <= 0 {
		o.Batch = defaultBatch
	}
	sources = chain.WithPatience(sources, o.Patience)
	f := &follower{
		index: x, verifier: verifier, sources: sources, options: o, state: newPendingState(x), queue: chain.NewQueue(sources),
		broken: map[chain.Source]bool{}, overclaims: map[chain.Source]int{}, heights: map[chain.Source]uint64{}, compared: map[chain.Source]uint64{},
		failures: map[chain.Source]error{},
	}
	f.progress.Height = verifier.Checkpoint().Next
	return f.run(ctx)
}

// follower is one Follow under way.
type follower struct {
	index    *Index
	verifier Verifier
	sources  []chain.Source
	options  Options
	state    *pendingState
	queue    *chain.Queue
	pending  []chain.Verified
	// taken counts the blocks that were verified.
	taken atomic.Uint64
	// broken are sources of which a block did not hold, overclaims those that did not give
	// what they say they have, and how often: what height they claim does not count.
	broken     map[chain.Source]bool
	overclaims map[chain.Source]int
	// failures are why sources gave nothing when they were last asked.
	failures map[chain.Source]error
	// heights are what the sources said that they have, compared those at which they were
	// compared with what was verified.
	heights  map[chain.Source]uint64
	compared map[chain.Source]uint64
	progress Progress
}

// run asks one source after the other for the block that is next.
func (f *follower) run(ctx context.Context) error {
	pause, pauses := minPause, 0
	for {
		before := f.nextBlock()
		if err := f.updateTarget(ctx); err != nil {
			return err
		}
		broken, err := f.round(ctx)
		if err != nil || f.done() {
			return err
		}
		if f.nextBlock() > before {
			pause, pauses = minPause, 0
			continue
		}
		if pauses++; pauses > maxClaimRetries && f.discountClaims() {
			continue
		}
		why := f.sourceErrors()
		if err := f.stuckError(broken, pauses, why); err != nil {
			return err
		}
		if pauses == 1 && why != nil && f.options.OnWaiting != nil {
			f.options.OnWaiting(why)
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		if pause = min(2*pause, maxPause); f.options.Forever {
			f.queue.Revive()
		}
	}
}

// stuckError is the error with which Follow ends where it is of no use to ask again, else nil.
func (f *follower) stuckError(broken, pauses int, why error) error {
	left := len(f.queue.Remaining())
	switch {
	case broken > 0 && broken == left, !f.options.Forever && left > 0 && (pauses > maxRetries || f.options.Until > 0 && f.exhausted()):
		return newError(Stuck, why, "block", strconv.FormatUint(f.nextBlock(), 10))
	case !f.options.Forever && left == 0:
		return f.queue.Silent()
	}
	return nil
}

// nextBlock is the number of the block that is missing.
func (f *follower) nextBlock() uint64 { return f.verifier.Checkpoint().Next }

func (f *follower) done() bool {
	return !f.options.Forever && f.progress.Target > 0 && f.nextBlock() >= f.progress.Target
}

// updateTarget asks how far there is to go. Sources that are away do not count.
func (f *follower) updateTarget(ctx context.Context) error {
	if f.options.Until > 0 {
		f.progress.Target = f.options.Until
		return nil
	}
	for _, source := range f.queue.Remaining() {
		height, seen := f.heights[source]
		if !seen || f.options.Forever { // else it is as it was when Follow began
			var err error
			if height, err = source.Height(ctx); err != nil {
				delete(f.heights, source)
				f.noteLate(source, err)
				continue
			}
			f.heights[source] = height
		}
		if err := f.checkShrunk(ctx, source, height); err != nil {
			return err
		}
	}
	f.progress.Target = f.best()
	return ctx.Err()
}

// best is the most blocks that a source says it has whose word counts.
func (f *follower) best() uint64 {
	best := uint64(0)
	for _, source := range f.queue.Remaining() {
		if f.overclaims[source] == 0 && (!f.broken[source] || len(f.broken) == len(f.sources)) {
			best = max(best, f.heights[source])
		}
	}
	return best
}

// round reads from each source in turn, as long as it gives blocks that hold. It
// counts the sources whose block was broken, and records why others gave none; its
// error is one of the database or of ctx.
func (f *follower) round(ctx context.Context) (broken int, err error) {
	clear(f.failures)
	for _, source := range f.queue.Remaining() {
		if f.done() {
			return broken, nil
		}
		if f.atEnd(ctx, source) {
			continue // nothing could be waited for
		}
		before := f.nextBlock()
		err := f.readFrom(ctx, source)
		if flushed := f.flush(ctx, source.Name()); flushed != nil {
			return broken, flushed
		}
		var bad *chain.Broken
		var own *databaseError
		switch {
		case ctx.Err() != nil:
			return broken, ctx.Err()
		case errors.As(err, &own):
			return broken, own.error
		case errors.As(err, &bad):
			if bad, err = f.recordBroken(ctx, source, bad); err != nil {
				return broken, err
			}
			broken++
			f.broken[source], f.failures[source] = true, bad
		case err != nil:
			f.failures[source] = err
			f.noteLate(source, err)
		}
		if f.nextBlock() > before {
			delete(f.overclaims, source)
			clear(f.failures)
			return 0, nil // another round, beginning with the first source
		}
		if f.options.Forever && f.heights[source] > before {
			f.overclaims[source]++
		}
	}
	return broken, nil
}

// databaseError is one of the index itself, not of a source.
type databaseError struct{ error }

// readFrom reads one source's blocks until there are enough, it has no more, or it
// falls behind the others.
func (f *follower) readFrom(ctx context.Context, source chain.Source) error {
	whole := ctx // also when the source is left
	ctx, cancel := context.WithCancelCause(ctx)
	watched, height := make(chan struct{}), f.nextBlock()
	go func() {
		defer close(watched)
		f.watch(ctx, source, height, cancel)
	}()
	defer func() { cancel(nil); <-watched }()
	var tip uint64
	for verified, err := range f.verifier.Follow(ctx, source, f.state, window) {
		if err != nil {
			return f.attribute(ctx, err)
		}
		f.taken.Add(1)
		f.state.add(verified)
		f.pending = append(f.pending, verified)
		number := verified.Block.Number
		if number+1 >= tip {
			if tip, err = source.Height(ctx); err != nil {
				return err
			}
		}
		if len(f.pending) >= f.options.Batch || number+1 >= tip { // nothing that could be waited for
			if err := f.flush(whole, source.Name()); err != nil {
				return &databaseError{err}
			}
		}
		if f.done() || !f.options.Forever && number+1 >= tip {
			return nil
		}
	}
	return nil
}

// attribute decides whether an error is the index's own or the source's.
func (f *follower) attribute(ctx context.Context, err error) error {
	var own *Error
	if errors.As(err, &own) || databaseCode(err) != "" {
		return &databaseError{err}
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// add adds what is pending, in one transaction of the database, also when ctx has
// ended meanwhile. With Forever it waits until the database is free again, and
// has room.
func (f *follower) add(ctx context.Context, to chain.Checkpoint) error {
	for pause := minPause; ; pause = min(2*pause, maxPause) {
		err := f.index.Add(context.WithoutCancel(ctx), f.pending, to)
		if !f.options.Forever || !errors.Is(err, &Error{Code: Locked}) && !errors.Is(err, &Error{Code: Full}) {
			return err
		}
		if f.options.OnWaiting != nil {
			f.options.OnWaiting(err)
		}
		if ended := sleep(ctx, pause); ended != nil {
			return errors.Join(err, ended)
		}
	}
}

// flush adds what is pending, and reports the progress.
func (f *follower) flush(ctx context.Context, source string) error {
	if len(f.pending) == 0 {
		return nil
	}
	checkpoint := f.verifier.Checkpoint()
	if err := f.add(ctx, checkpoint); err != nil {
		return err
	}
	for _, v := range f.pending {
		f.progress.Transactions += len(v.Block.Transactions)
	}
	f.pending = f.pending[:0]
	f.state.clear()
	f.progress.Height, f.progress.Source = checkpoint.Next, source
	if f.options.Forever {
		f.progress.Target = max(f.best(), f.progress.Height)
	}
	if f.options.OnProgress != nil {
		f.options.OnProgress(f.progress)
	}
	return nil
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
