package replay

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"allianceregistry/audit/chain"
)

// window is how many blocks are prepared ahead of the one that is verified.
const window = 64

// Reader verifies blocks from several sources and replays them.
type Reader struct {
	verifier *chain.Verifier
	sources  []chain.Source
	state    *chain.Memory
	queue    *chain.Queue
	replay   *Replay
	// broken are the faults of blocks that were not used, because another source had
	// a good copy.
	broken []chain.Finding
	// heights are what the sources said that they have when they were read.
	heights map[chain.Source]uint64
	// failed are why sources gave nothing more when they were last asked.
	failed   map[chain.Source]error
	hashes   [][]byte
	progress Progress
}

// NewReader begins at the first block, which the verifier knows by its hash. A source
// that owes a block longer than chain.Patience, or than its own, is left, and named.
func NewReader(verifier *chain.Verifier, sources []chain.Source, chaincode string, progress Progress) *Reader {
	sources = chain.WithPatience(sources, 0)
	return &Reader{
		verifier: verifier, sources: sources, state: chain.NewMemory(), queue: chain.NewQueue(sources),
		replay: NewReplay(chaincode), heights: map[chain.Source]uint64{}, failed: map[chain.Source]error{},
		progress: progress,
	}
}

// Findings are what was found about the sources: the faults of blocks that were not
// used, because another one had a good copy, and who kept everybody waiting.
func (r *Reader) Findings() []chain.Finding { return slices.Concat(r.broken, r.queue.Findings) }

// AddFindings adds what was found about the sources before.
func (r *Reader) AddFindings(findings ...chain.Finding) { r.broken = append(r.broken, findings...) }

// Hashes are those of the blocks that were verified so far, from the first on.
func (r *Reader) Hashes() [][]byte { return r.hashes }

// Replay is what was read so far.
func (r *Reader) Replay() *Replay { return r.replay }

// Span is from the earliest to the latest time that a valid transaction of the registry
// claims, those apart that are out of time; two zero times if there is none.
func (r *Reader) Span() (first, last time.Time) {
	odd := map[chain.Place]bool{}
	for _, f := range oddTimes(r.replay.Steps(), DefaultThresholds()) {
		odd[f.Place()] = true
	}
	for _, step := range r.replay.Steps() {
		if odd[step.Place] || step.Code != valid {
			continue
		}
		if first.IsZero() || step.Time.Before(first) {
			first = step.Time
		}
		if step.Time.After(last) {
			last = step.Time
		}
	}
	return first, last
}

// MaxHeight is the height of the source that has most blocks now. It fails with the
// errors of all if none answers.
func (r *Reader) MaxHeight(ctx context.Context) (uint64, error) {
	var newest uint64
	var faults []error
	sources := r.queue.Remaining()
	for _, source := range sources {
		height, err := source.Height(ctx)
		if err != nil {
			r.queue.NoteLate(source, err)
			faults = append(faults, err)
			continue
		}
		newest = max(newest, height)
	}
	if len(faults) == len(sources) {
		return 0, errors.Join(faults...)
	}
	return newest, ctx.Err()
}

// Read verifies and replays until the chain has so many blocks. Each source is
// asked in turn for what the one before could not give. If none gives the next
// block so that it holds, the error is a *chain.Broken with what is wrong with each
// copy, or, where there is no copy, the sources' errors. A source that says it has
// more than the others and gives none of it is a finding: it could stop everybody. So is
// one that fails at it.
func (r *Reader) Read(ctx context.Context, height uint64) error {
	for {
		before := r.replay.Height()
		broken := r.round(ctx, height)
		switch {
		case r.replay.Height() >= height:
			r.broken = append(r.broken, broken...)
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case r.replay.Height() > before:
			r.broken = append(r.broken, r.overcomeFaults(broken)...)
		case r.atEnd(broken):
			return nil
		default:
			return r.stuckError(broken)
		}
	}
}

// round reads from each source in turn.
func (r *Reader) round(ctx context.Context, height uint64) (broken []chain.Finding) {
	clear(r.failed)
	for _, source := range r.queue.Remaining() {
		err := r.readFrom(ctx, source, height)
		if r.replay.Height() >= height || ctx.Err() != nil {
			break
		}
		var bad *chain.Broken
		switch {
		case errors.As(err, &bad):
			broken = append(broken, bad.Findings...)
		case err != nil:
			r.queue.NoteLate(source, err)
			r.failed[source] = err
		}
	}
	return broken
}

// overcomeFaults are the faults of blocks of which another source had a good copy. The
// next one's copies are asked for again.
func (r *Reader) overcomeFaults(broken []chain.Finding) []chain.Finding {
	height := r.replay.Height()
	return slices.DeleteFunc(broken, func(f chain.Finding) bool { return f.Block >= height })
}

// atEnd reports whether a source's chain ends here, and records who said that there is
// more: what was broken of it, why it failed, or that there was nothing. Silent ones
// were named before.
func (r *Reader) atEnd(broken []chain.Finding) bool {
	height := r.replay.Height()
	left := slices.DeleteFunc(r.queue.Remaining(), func(source chain.Source) bool { return r.heights[source] == 0 })
	if !slices.ContainsFunc(left, func(source chain.Source) bool { return r.heights[source] <= height }) {
		return false
	}
	r.broken = append(r.broken, broken...)
	for _, source := range left {
		reported := func(f chain.Finding) bool {
			return f.Source == source.Name() && (f.Block == height || f.Code == chain.SourceAway)
		}
		if r.heights[source] > height && !slices.ContainsFunc(r.broken, reported) {
			r.broken = append(r.broken, chain.ShortFinding(source, r.heights[source], height, r.failed[source]))
		}
	}
	return true
}

func (r *Reader) stuckError(broken []chain.Finding) error {
	if len(broken) > 0 {
		return &chain.Broken{Findings: slices.Concat(r.Findings(), broken)}
	}
	var faults []error
	for _, source := range r.sources {
		faults = append(faults, r.failed[source])
	}
	return cmp.Or(errors.Join(faults...), r.queue.Silent(), errors.New("the sources end before the height that was asked for"))
}

// readFrom reads what one source gives, up to the height that it says it has: a peer
// would be waited for where its chain ends.
func (r *Reader) readFrom(ctx context.Context, source chain.Source, height uint64) error {
	has, err := source.Height(ctx)
	if err != nil {
		return err
	}
	r.heights[source] = has
	if height = min(height, has); r.replay.Height() >= height {
		return nil
	}
	for verified, err := range r.verifier.Follow(ctx, source, r.state, window) {
		if err != nil {
			return err
		}
		r.state.Apply(verified)
		if _, err := r.replay.Add(verified); err != nil {
			return err
		}
		r.hashes = append(r.hashes, verified.Block.Hash)
		r.progress.tell(PhaseBlocks, int(r.replay.Height()), int(height))
		if r.replay.Height() >= height {
			return nil
		}
	}
	return nil
}
