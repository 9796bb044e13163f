package audit

import (
	"context"
	"errors"
	"slices"
	"time"

	"allianceregistry/client/chain"
)

// window is how many blocks are prepared ahead of the one that is verified.
const window = 64

// Reader verifies blocks from several sources and replays them.
type Reader struct {
	verifier *chain.Verifier
	state    *chain.Memory
	sources  []chain.Source
	replay   *Replay
	// Findings are the faults of blocks that were not used, because another source
	// had a good copy.
	Findings []chain.Finding
	progress Progress
}

// NewReader begins at the first block, which the verifier knows by its hash.
func NewReader(verifier *chain.Verifier, sources []chain.Source, chaincode string, progress Progress) *Reader {
	return &Reader{
		verifier: verifier, state: chain.NewMemory(), sources: sources, replay: NewReplay(chaincode), progress: progress,
	}
}

// Replay is what was read so far.
func (r *Reader) Replay() *Replay { return r.replay }

// Span is from the earliest to the latest time that a transaction of the registry
// claims; two zero times if there is none.
func (r *Reader) Span() (first, last time.Time) {
	for i, step := range r.replay.Steps() {
		if i == 0 || step.Time.Before(first) {
			first = step.Time
		}
		if step.Time.After(last) {
			last = step.Time
		}
	}
	return first, last
}

// Newest is the height of the source that has most blocks now. It fails with the
// errors of all if none answers.
func (r *Reader) Newest(ctx context.Context) (uint64, error) {
	var newest uint64
	var faults []error
	for _, source := range r.sources {
		height, err := source.Height(ctx)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		newest = max(newest, height)
	}
	if len(faults) == len(r.sources) {
		return 0, errors.Join(faults...)
	}
	return newest, ctx.Err()
}

// Read verifies and replays until the chain has so many blocks. Each source is
// asked in turn for what the one before could not give. If none gives the next
// block so that it holds, the error is a *chain.Broken with what is wrong with each
// copy, or, where there is no copy, the sources' errors.
func (r *Reader) Read(ctx context.Context, height uint64) error {
	for {
		before := r.replay.Height()
		var broken []chain.Finding
		var faults []error
		for _, source := range r.sources {
			err := r.from(ctx, source, height)
			var bad *chain.Broken
			switch {
			case r.replay.Height() >= height:
				r.Findings = append(r.Findings, broken...)
				return nil
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.As(err, &bad):
				broken = append(broken, bad.Findings...)
			case err != nil:
				faults = append(faults, err)
			}
		}
		if r.replay.Height() > before {
			r.Findings = append(r.Findings, r.overcome(broken)...)
			continue
		}
		return r.stuck(broken, faults)
	}
}

// overcome are the faults of blocks of which another source had a good copy. The
// next one's copies are asked for again.
func (r *Reader) overcome(broken []chain.Finding) []chain.Finding {
	height := r.replay.Height()
	return slices.DeleteFunc(broken, func(f chain.Finding) bool { return f.Block >= height })
}

func (r *Reader) stuck(broken []chain.Finding, faults []error) error {
	if len(broken) > 0 {
		return &chain.Broken{Findings: slices.Concat(r.Findings, broken)}
	}
	if len(faults) == 0 {
		return errors.New("the sources end before the height that was asked for")
	}
	return errors.Join(faults...)
}

// from reads what one source gives.
func (r *Reader) from(ctx context.Context, source chain.Source, height uint64) error {
	if r.replay.Height() >= height {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for verified, err := range r.verifier.Follow(ctx, source, r.state, window) {
		if err != nil {
			return err
		}
		r.state.Apply(verified)
		if _, err := r.replay.Add(verified); err != nil {
			return err
		}
		r.progress.tell(PhaseBlocks, int(r.replay.Height()), int(height))
		if r.replay.Height() >= height {
			return nil
		}
	}
	return nil
}
