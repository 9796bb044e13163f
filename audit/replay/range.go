package replay

import (
	"context"
	"errors"
	"slices"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// read reads a block from all peers. A peer that cannot give it, or gives what is
// none, is named.
func (s *comparer) read(ctx context.Context, number uint64) ([]*block.Block, error) {
	if known, read := s.blocks[number]; read {
		return known, nil
	}
	all := make([]*block.Block, len(s.peers))
	for i, peer := range s.peers {
		if !s.reaches(peer, number) {
			continue
		}
		var err error
		all[i], err = s.blockOf(ctx, peer, number)
		if ended := ctx.Err(); ended != nil {
			return nil, ended
		}
		if unreadable := new(unreadableError); errors.As(err, &unreadable) {
			s.addFinding(chain.Fault, BlockUnreadable, chain.Place{Block: number}, peer, "why", unreadable.Error())
		} else if err != nil {
			s.dropped[peer] = true
			s.addFinding(chain.Warning, PeerSilent, chain.Place{Block: number}, peer, "question", "Block", "why", err.Error())
		}
	}
	s.blocks[number] = all
	return all, nil
}

// reaches reports whether a peer says that it has a block, and is still read.
func (s *comparer) reaches(peer Peer, number uint64) bool {
	return s.side(peer).Height > number && !s.dropped[peer]
}

// countReaching counts the peers that reach a block.
func (s *comparer) countReaching(number uint64) int {
	count := 0
	for _, peer := range s.peers {
		if s.reaches(peer, number) {
			count++
		}
	}
	return count
}

// compareRange compares each block of the range that was asked for.
func (s *comparer) compareRange(ctx context.Context) error {
	ends := s.ends()
	if s.to == 0 || len(ends) == 0 {
		return nil
	}
	return s.compareEach(ctx, s.from, min(s.to, ends[len(ends)-1]))
}

// maxDiffering bounds the blocks that are named: a host that has another state may call
// every later transaction something else.
const maxDiffering = 100

// compareEach compares each block of a range.
func (s *comparer) compareEach(ctx context.Context, from, last uint64) error {
	differing := 0
	for number := from; number <= last && differing < maxDiffering; number++ {
		s.progress.tell(PhaseBlocks, int(number-from), int(last-from+1)) // #nosec G115 -- of a progress
		if number > from && number > 1 {
			s.forget(number - 2)
		}
		blocks, err := s.read(ctx, number)
		if err != nil {
			return err
		}
		switch {
		case s.countReaching(number) < 2:
			return nil // nobody is left to be compared with
		case countBlocks(blocks) < 2: // what others gave cannot be read, which was said
			differing++
			continue
		case s.wasReported(number, Fork, FlagsDiffer, CommitDiffers):
			continue
		case len(groups(blocks, hashOf)) > 1:
			s.reportDiffering(number, Fork, groups(blocks, hashOf))
			return nil // what follows differs too
		}
		differs, err := s.compareFlags(ctx, number)
		if err != nil {
			return err
		}
		if differs {
			differing++
		}
	}
	return nil
}

// forget lets a block go that nobody will look at again.
func (s *comparer) forget(number uint64) { delete(s.blocks, number) }

// countBlocks counts those that have a block.
func countBlocks(blocks []*block.Block) int {
	count := 0
	for _, b := range blocks {
		if b != nil {
			count++
		}
	}
	return count
}

// wasReported reports whether a block was already named.
func (s *comparer) wasReported(number uint64, codes ...string) bool {
	return slices.ContainsFunc(s.result.Findings, func(f chain.Finding) bool {
		return f.Block == number && slices.Contains(codes, f.Code)
	})
}
