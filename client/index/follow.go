package index

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"time"

	"allianceregistry/client/chain"
)

// Verifier decides about blocks; *chain.Verifier is one. P is what it prepares.
type Verifier[P any] interface {
	// Prepare may be called by many goroutines at once.
	Prepare(raw []byte, source string) P
	Verify(ctx context.Context, prepared P, state chain.State) (chain.Verified, error)
	Checkpoint() chain.Checkpoint
}

// Options tell how to follow.
type Options struct {
	// Forever waits for new blocks until ctx ends; else Follow ends with the last
	// block that the sources had when it began, or before the block with number
	// Until, if that is not 0.
	Forever bool
	Until   uint64
	// Batch is the most blocks that are added at once; 0 is a sensible number.
	Batch int
	// Progress is called after each batch, if it is there.
	Progress func(Progress)
}

// Progress tells how far Follow is.
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
	// sensibleBatch blocks, or what came within lull: whichever is first.
	sensibleBatch = 200
	lull          = 200 * time.Millisecond
	// firstPause is the time until sources that are away are asked again; it
	// doubles up to lastPause.
	firstPause = 250 * time.Millisecond
	lastPause  = 10 * time.Second
	// mostPauses is how often Follow asks again if it is not to go on for ever.
	mostPauses = 6
)

// Follow reads blocks from where the index stands, verifies each, and adds it. The
// verifier must stand there too: chain.Resume of Checkpoint, or a new one.
//
// A block comes from the first source that gives one that holds. One that is
// broken, and whose it was, is kept as a finding, and the next source is asked.
// If none gives a block that holds, Follow ends with INDEX_STUCK; a source that
// is away is asked again after a pause, as long as ctx allows. A locked or full
// database ends it with INDEX_LOCKED or INDEX_FULL: what was added stays, and the
// next run, with a verifier resumed anew, goes on.
func Follow[P any](ctx context.Context, x *Index, verifier Verifier[P], sources []chain.Source, o Options) error {
	if o.Batch <= 0 {
		o.Batch = sensibleBatch
	}
	f := &follower[P]{index: x, verifier: verifier, options: o, state: newAhead(x)}
	f.progress.Height = verifier.Checkpoint().Next
	return f.run(ctx, sources)
}

// follower is one Follow under way.
type follower[P any] struct {
	index    *Index
	verifier Verifier[P]
	options  Options
	state    *ahead
	pending  []chain.Verified
	progress Progress
}

// run asks one source after the other for the block that is next.
func (f *follower[P]) run(ctx context.Context, sources []chain.Source) error {
	pause, pauses := firstPause, 0
	for {
		before := f.next()
		if err := f.target(ctx, sources); err != nil {
			return err
		}
		broken, away, err := f.round(ctx, sources)
		if err != nil || f.done() {
			return err
		}
		if f.next() > before {
			pause, pauses = firstPause, 0
			continue
		}
		if broken > 0 && broken == len(sources) {
			return fault(Stuck, errors.Join(away...), "block", strconv.FormatUint(f.next(), 10))
		}
		if pauses++; !f.options.Forever && pauses > mostPauses {
			return fault(Stuck, errors.Join(away...), "block", strconv.FormatUint(f.next(), 10))
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		pause = min(2*pause, lastPause)
	}
}

// next is the number of the block that is missing.
func (f *follower[P]) next() uint64 { return f.verifier.Checkpoint().Next }

func (f *follower[P]) done() bool {
	return !f.options.Forever && f.progress.Target > 0 && f.next() >= f.progress.Target
}

// target asks how far there is to go. Sources that are away do not count.
func (f *follower[P]) target(ctx context.Context, sources []chain.Source) error {
	if !f.options.Forever && f.progress.Target > 0 {
		return nil // as it was when Follow began
	}
	if f.options.Until > 0 {
		f.progress.Target = f.options.Until
		return nil
	}
	for _, source := range sources {
		height, err := source.Height(ctx)
		if err == nil {
			f.progress.Target = max(f.progress.Target, height)
		}
	}
	return ctx.Err()
}

// round reads from each source in turn, as long as it gives blocks that hold. It
// counts the sources whose block was broken, and why others gave none; its error
// is one of the database or of ctx.
func (f *follower[P]) round(ctx context.Context, sources []chain.Source) (broken int, away []error, err error) {
	for _, source := range sources {
		if f.done() {
			return broken, away, nil
		}
		before := f.next()
		err := f.from(ctx, source)
		if flushed := f.flush(context.WithoutCancel(ctx), source.Name()); flushed != nil {
			return broken, away, flushed
		}
		var bad *chain.Broken
		var own *databaseError
		switch {
		case ctx.Err() != nil:
			return broken, away, ctx.Err()
		case errors.As(err, &own):
			return broken, away, own.error
		case errors.As(err, &bad):
			if err := f.index.Note(ctx, bad.Findings); err != nil {
				return broken, away, err
			}
			broken++
			away = append(away, err)
		case err != nil:
			away = append(away, err)
		}
		if f.next() > before {
			return 0, nil, nil // another round, beginning with the first source
		}
	}
	return broken, away, nil
}

// databaseError is one of the index itself, not of a source.
type databaseError struct{ error }

// prepared is a block on its way through the goroutines that prepare.
type prepared[P any] struct {
	ready chan P
	err   error
}

// from reads blocks of one source, prepares several at once, and verifies them in
// order. It ends without an error where the source does.
func (f *follower[P]) from(ctx context.Context, source chain.Source) error {
	ctx, cancel := context.WithCancel(ctx)
	line := make(chan prepared[P], 2*runtime.GOMAXPROCS(0))
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		defer close(line)
		f.prepare(ctx, source, line)
	}()
	defer func() { cancel(); <-finished }()
	for {
		next, open, err := f.receive(ctx, line, source.Name())
		if err != nil || !open {
			return err
		}
		if next.err != nil {
			return next.err
		}
		if err := f.verify(ctx, <-next.ready, source.Name()); err != nil || f.done() {
			return err
		}
	}
}

// receive takes the next block; while none comes it adds what is pending.
func (f *follower[P]) receive(ctx context.Context, line <-chan prepared[P], source string) (prepared[P], bool, error) {
	if len(f.pending) == 0 {
		next, open := <-line
		return next, open, nil
	}
	timer := time.NewTimer(lull)
	defer timer.Stop()
	select {
	case next, open := <-line:
		return next, open, nil
	case <-timer.C:
		if err := f.flush(ctx, source); err != nil {
			return prepared[P]{}, false, &databaseError{err}
		}
		return f.receive(ctx, line, source)
	}
}

// prepare feeds the line. Each block has a goroutine; the line's length bounds them.
func (f *follower[P]) prepare(ctx context.Context, source chain.Source, line chan<- prepared[P]) {
	for raw, err := range source.Blocks(ctx, f.next()) {
		item := prepared[P]{ready: make(chan P, 1), err: err}
		if err == nil {
			go func() { item.ready <- f.verifier.Prepare(raw, source.Name()) }()
		}
		select {
		case line <- item:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (f *follower[P]) verify(ctx context.Context, block P, source string) error {
	verified, err := f.verifier.Verify(ctx, block, f.state)
	if err != nil {
		var bad *chain.Broken
		if !errors.As(err, &bad) {
			err = &databaseError{err}
		}
		return err
	}
	f.state.take(verified)
	f.pending = append(f.pending, verified)
	if len(f.pending) < f.options.Batch {
		return nil
	}
	if err := f.flush(ctx, source); err != nil {
		return &databaseError{err}
	}
	return nil
}

// flush adds what is pending, in one transaction of the database.
func (f *follower[P]) flush(ctx context.Context, source string) error {
	if len(f.pending) == 0 {
		return nil
	}
	checkpoint := f.verifier.Checkpoint()
	if err := f.index.Add(ctx, f.pending, checkpoint); err != nil {
		return err
	}
	for _, v := range f.pending {
		f.progress.Transactions += len(v.Block.Transactions)
	}
	f.pending = f.pending[:0]
	f.state.clear()
	f.progress.Height, f.progress.Source = checkpoint.Next, source
	if f.options.Forever {
		f.progress.Target = max(f.progress.Target, f.progress.Height)
	}
	if f.options.Progress != nil {
		f.options.Progress(f.progress)
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

