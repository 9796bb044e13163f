package index

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"allianceregistry/audit/chain"
)

// sourceErrors are what keeps the sources from giving the next block, in their order; nil if they
// were not asked, or have no more.
func (f *follower) sourceErrors() error {
	var all []error
	for _, source := range f.sources {
		all = append(all, f.failures[source])
	}
	return errors.Join(all...)
}

// noteLate records that a source took too long.
func (f *follower) noteLate(source chain.Source, err error) {
	before := len(f.queue.Findings)
	f.queue.NoteLate(source, err)
	for _, found := range f.queue.Findings[before:] {
		if f.options.OnLate != nil {
			f.options.OnLate(found)
		}
	}
}

// atEnd reports whether a source has no more than the index, where nobody waits for more.
func (f *follower) atEnd(ctx context.Context, source chain.Source) bool {
	if f.options.Forever {
		return false
	}
	height, known := f.heights[source]
	if !known {
		var err error
		if height, err = source.Height(ctx); err != nil {
			return false // reading it will report that
		}
		f.heights[source] = height
	}
	return height <= f.nextBlock()
}

// exhausted reports whether all chains have ended, and that is known.
func (f *follower) exhausted() bool {
	return !slices.ContainsFunc(f.queue.Remaining(), func(source chain.Source) bool {
		height, known := f.heights[source]
		return !known || height > f.nextBlock()
	})
}

// discountClaims reports whether some say that they have the next block, and give none, where
// another source's chain has ended. Their word does not count any more: otherwise one
// host could hold everybody up.
func (f *follower) discountClaims() bool {
	ended := false
	var short []chain.Source
	for _, source := range f.queue.Remaining() {
		height, known := f.heights[source]
		switch {
		case !known || f.broken[source] || f.overclaims[source] > 0:
		case height > f.nextBlock():
			short = append(short, source)
		default:
			ended = true
		}
	}
	if f.options.Forever || f.options.Until > 0 || !ended || f.nextBlock() == 0 {
		return false
	}
	for _, source := range short {
		f.overclaims[source]++
		why := f.failures[source]
		if errors.Is(why, errBehind) { // it did not fail
			why = nil
		}
		if f.options.OnLate != nil {
			f.options.OnLate(chain.ShortFinding(source, f.heights[source], f.nextBlock(), why))
		}
	}
	return len(short) > 0
}

// checkShrunk compares a source that has fewer blocks than the index with what was
// verified: one that goes on from an older copy is on its way to another history.
func (f *follower) checkShrunk(ctx context.Context, source chain.Source, height uint64) error {
	if !f.options.Forever || height >= f.nextBlock() || f.compared[source] == height {
		return nil
	}
	f.compared[source] = height
	found, err := f.compareHistory(ctx, source)
	if err != nil || len(found) == 0 {
		return err
	}
	f.broken[source] = true
	return f.index.AddFindings(context.WithoutCancel(ctx), found)
}

// compareHistory are the faults of a source's history. What the source does not answer is left
// to the reading.
func (f *follower) compareHistory(ctx context.Context, source chain.Source) ([]chain.Finding, error) {
	if f.options.CompareHistory == nil {
		return nil, nil
	}
	found, err := f.options.CompareHistory(ctx, source)
	if err != nil {
		return nil, ctx.Err() //nolint:nilerr // the source's own
	}
	return slices.DeleteFunc(found, func(f chain.Finding) bool { return f.Severity != chain.Fault }), nil
}

// recordBroken keeps what is wrong with a source's block. One that does not follow the last
// one may come from another history, which parts before: that is said instead.
func (f *follower) recordBroken(ctx context.Context, source chain.Source, bad *chain.Broken) (*chain.Broken, error) {
	if err := f.checkSoleWriter(ctx); err != nil {
		return bad, err
	}
	if slices.ContainsFunc(bad.Findings, func(f chain.Finding) bool { return f.Code == chain.WrongPrevious }) {
		found, err := f.compareHistory(ctx, source)
		if err != nil {
			return bad, err
		}
		if len(found) > 0 {
			bad = &chain.Broken{Findings: found}
		}
	}
	return bad, f.index.AddFindings(ctx, bad.Findings)
}

// checkSoleWriter refuses with INDEX_LOCKED if another program has added blocks meanwhile: a
// block was then judged by a later state than the one before it, and what was found
// says nothing about its source.
func (f *follower) checkSoleWriter(ctx context.Context) error {
	at, err := f.index.Checkpoint(ctx)
	if err == nil && at.Next != f.nextBlock() {
		err = newError(Locked, nil, "index", f.index.where)
	}
	return err
}

// errBehind is why a source is left: it gives nothing, and others have more.
var errBehind = errors.New("is behind the others")

// watch leaves a source that gives nothing while others have more. Those that did not
// keep their word are believed later and later.
func (f *follower) watch(ctx context.Context, source chain.Source, height uint64, leave context.CancelCauseFunc) {
	seen, quiet := f.taken.Load(), 0
	others := slices.DeleteFunc(f.queue.Remaining(), func(s chain.Source) bool { return s == source || f.broken[s] })
	for sleep(ctx, stallTimeout) == nil {
		now := f.taken.Load()
		if now != seen {
			height, seen, quiet = height+now-seen, now, 0
			continue
		}
		quiet++
		for _, other := range others {
			if quiet < 1<<min(2*f.overclaims[other], maxDoublings) {
				continue
			}
			if has, err := other.Height(ctx); err == nil && has > height && f.taken.Load() == seen {
				leave(fmt.Errorf("%s %w", source.Name(), errBehind))
				return
			}
		}
	}
}
