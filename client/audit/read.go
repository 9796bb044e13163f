package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	patience time.Duration
}

// patience is how long a source may take for a block that it says it has.
const patience = 30 * time.Second

// unkept is what is said of a source that has fewer blocks than it says.
type unkept struct {
	source string
	height uint64
	waited time.Duration
}

func (u *unkept) Error() string {
	return fmt.Sprintf("%s says that it has %d blocks, and gave none for %s", u.source, u.height, u.waited)
}

// NewReader begins at the first block, which the verifier knows by its hash.
func NewReader(verifier *chain.Verifier, sources []chain.Source, chaincode string, progress Progress) *Reader {
	return &Reader{
		verifier: verifier, state: chain.NewMemory(), sources: sources, replay: NewReplay(chaincode), progress: progress,
		patience: patience,
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
// copy, or, where there is no copy, the sources' errors. A source that says it has
// more than the others and gives none of it is a finding: it could stop everybody.
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
		if len(broken) == 0 && r.unkept(faults) {
			return nil
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

// unkept names the sources that did not give what they say they have, if nothing
// else is wrong and another source came to its own end.
func (r *Reader) unkept(faults []error) bool {
	var found []chain.Finding
	for _, err := range faults {
		var said *unkept
		if !errors.As(err, &said) {
			return false
		}
		found = append(found, fault(PeerSilent, Place{Block: r.replay.Height()},
			"host", said.source, "question", "Block", "why", said.Error()))
	}
	if len(found) == len(r.sources) || r.replay.Height() == 0 {
		return false
	}
	r.Findings = append(r.Findings, found...)
	return len(found) > 0
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

// from reads what one source gives, up to the height that it says it has: a peer
// would be waited for where its chain ends.
func (r *Reader) from(ctx context.Context, source chain.Source, height uint64) error {
	if r.replay.Height() >= height {
		return nil
	}
	has, err := source.Height(ctx)
	if err != nil {
		return err
	}
	if height = min(height, has); r.replay.Height() >= height {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(r.patience, func() {
		cancel(&unkept{source.Name(), has, r.patience})
	})
	defer silence.Stop()
	for verified, err := range r.verifier.Follow(ctx, source, r.state, window) {
		if err != nil {
			return cmp.Or(context.Cause(ctx), err)
		}
		silence.Reset(r.patience)
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
