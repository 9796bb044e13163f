package indextest

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"strconv"
	"sync/atomic"

	"allianceregistry/audit/chain"
)

// Source gives a world's blocks, which only Verifier understands: their numbers.
type Source struct {
	Called string
	World  *World
	// Has is how many blocks it has.
	Has uint64
	// Says is how many it says it has, if that is not 0.
	Says uint64
	// Broken is the number of a block that does not hold, 0 is none; BrokenBy is the
	// finding's code, WRONG_DATA if it is empty.
	Broken   uint64
	BrokenBy string
	// FailsAt is the number of the block from which on it fails, 0 is none.
	FailsAt uint64
	// Fails is how often it can still fail before it answers.
	Fails atomic.Int64
	// Waits says that it waits after its last block, as a peer does.
	Waits bool
}

var errAway = errors.New("is away")

// Name implements chain.Source.
func (s *Source) Name() string { return s.Called }

// Height implements chain.Source.
func (s *Source) Height(ctx context.Context) (uint64, error) {
	if s.Says > 0 {
		return s.Says, ctx.Err()
	}
	return s.Has, ctx.Err()
}

// Blocks implements chain.Source.
func (s *Source) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for number := from; number < s.Has; number++ {
			if s.FailsAt > 0 && number >= s.FailsAt || s.Fails.Add(-1) >= 0 {
				yield(nil, errAway)
				return
			}
			raw := strconv.FormatUint(number, 10)
			if s.Broken > 0 && number == s.Broken {
				raw = cmp.Or(s.BrokenBy, chain.WrongData)
			}
			if !yield([]byte(raw), ctx.Err()) || ctx.Err() != nil {
				return
			}
		}
		if s.Waits {
			<-ctx.Done()
			yield(nil, ctx.Err())
		}
	}
}

// Verifier believes what its world says.
type Verifier struct {
	World *World
	At    chain.Checkpoint
}

// Checkpoint is where it stands.
func (v *Verifier) Checkpoint() chain.Checkpoint { return v.At }

// Follow is as that of chain.Verifier.
func (v *Verifier) Follow(ctx context.Context, source chain.Source, _ chain.State, _ int) iter.Seq2[chain.Verified, error] {
	return func(yield func(chain.Verified, error) bool) {
		for raw, err := range source.Blocks(ctx, v.At.Next) {
			if err != nil {
				yield(chain.Verified{}, err)
				return
			}
			number, err := strconv.ParseUint(string(raw), 10, 64)
			if err != nil {
				yield(chain.Verified{}, &chain.Broken{Findings: []chain.Finding{{
					Code: string(raw), Severity: chain.Fault, Block: v.At.Next, Source: source.Name(),
				}}})
				return
			}
			verified := v.World.Chain[number]
			verified.Source = source.Name()
			v.At = chain.Checkpoint{Next: number + 1, Previous: verified.Block.Hash, Genesis: v.World.Chain[0].Block.Hash, Time: v.At.Time}
			for _, tx := range verified.Block.Transactions {
				if tx.Time.After(v.At.Time) {
					v.At.Time = tx.Time
				}
			}
			if !yield(verified, nil) {
				return
			}
		}
	}
}
