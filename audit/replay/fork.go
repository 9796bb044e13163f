package replay

import (
	"context"
	"encoding/hex"
	"slices"

	"allianceregistry/audit/block"
)

// hashOf is a block's hash, commitOf that over what was committed up to it, empty
// where it cannot be had.
func hashOf(b *block.Block) string   { return hex.EncodeToString(b.Hash) }
func commitOf(b *block.Block) string { return hex.EncodeToString(b.Commit) }

// compareChains compares the blocks that two hosts at least have, up to the end of each chain:
// a host that has little hides nothing of the others.
func (s *comparer) compareChains(ctx context.Context) error {
	if err := s.recordLast(ctx); err != nil {
		return err
	}
	for _, number := range s.ends() {
		if err := s.compareUpTo(ctx, number); err != nil {
			return err
		}
	}
	return nil
}

// recordLast records how each chain stands at the last block that all have.
func (s *comparer) recordLast(ctx context.Context) error {
	blocks, err := s.read(ctx, s.result.Common-1)
	for i, b := range blocks {
		if b != nil {
			side := s.side(s.peers[i])
			side.Hash, side.Commit = hex.EncodeToString(b.Hash), hex.EncodeToString(b.Commit)
		}
	}
	return err
}

// ends are the numbers of the hosts' last blocks, each once and in order, without the
// highest if one host alone has it.
func (s *comparer) ends() []uint64 {
	var last []uint64
	for _, peer := range s.peers {
		last = append(last, s.side(peer).Height-1)
	}
	slices.Sort(last)
	return slices.Compact(last[:max(len(last)-1, 0)])
}

// compareUpTo compares what was not compared yet, up to a block. Blocks are chained, and so are
// the hashes over what was committed, so that what differs once differs ever after: it
// is enough to look for the first one.
func (s *comparer) compareUpTo(ctx context.Context, last uint64) error {
	for s.next <= last {
		forked, err := s.firstDifference(ctx, s.next, last, hashOf)
		if err != nil {
			return err
		}
		end := last
		if forked != nil {
			end = *forked
		}
		if err := s.compareCommitted(ctx, end, forked != nil); err != nil {
			return err
		}
		if forked == nil {
			s.next = last + 1
			return nil
		}
		s.dropForked(*forked)
		s.next = *forked // those that are left have that block in common
	}
	return nil
}

// compareCommitted compares what was committed up to a block, or where the chains part there,
// before it.
func (s *comparer) compareCommitted(ctx context.Context, end uint64, forked bool) error {
	if forked {
		if end == s.next {
			return nil
		}
		end--
	}
	if !s.diverged {
		first, err := s.firstDifference(ctx, s.next, end, commitOf)
		if err != nil || first == nil {
			return err
		}
		s.next, s.diverged = *first, true
	}
	return s.compareEach(ctx, s.next, end)
}

// dropForked names whose chain is another, and reads no more of it. Where there is no
// majority nobody can say which one that is: one of them is gone on with.
func (s *comparer) dropForked(number uint64) {
	by := groups(s.blocks[number], hashOf)
	s.reportDiffering(number, Fork, by)
	keep, voices := s.majority(by), s.voices(by)
	for _, value := range sortedKeys(by) {
		if keep == "" || voices[value] > voices[keep] {
			keep = value
		}
	}
	for value, of := range by {
		for _, i := range of {
			if value != keep {
				s.dropped[s.peers[i]] = true
			}
		}
	}
	clear(s.blocks) // they hold blocks of dropped hosts
}

// firstDifference is the first block of a range, last included, at which the hosts differ; nil if
// they do not differ at its end.
func (s *comparer) firstDifference(ctx context.Context, from, last uint64, of func(*block.Block) string) (*uint64, error) {
	differs := func(number uint64) (bool, error) {
		blocks, err := s.read(ctx, number)
		return len(groups(blocks, of)) > 1, err
	}
	if found, err := differs(last); err != nil || !found {
		return nil, err
	}
	begin, to := from, last // to differs
	for from < to {
		s.progress.tell(PhaseBlocks, int(last-begin-(to-from)), int(last-begin)) // #nosec G115 -- of a progress
		middle := from + (to-from)/2
		found, err := differs(middle)
		if err != nil {
			return nil, err
		}
		if found {
			to = middle
		} else {
			from = middle + 1
		}
	}
	return &to, nil
}

// groups are the hosts' numbers by what they have; who has nothing is in none.
func groups(blocks []*block.Block, of func(*block.Block) string) map[string][]int {
	by := map[string][]int{}
	for i, b := range blocks {
		if b != nil && of(b) != "" {
			by[of(b)] = append(by[of(b)], i)
		}
	}
	return by
}
