package audit

import (
	"context"
	"encoding/hex"

	"allianceregistry/client/block"
)

// hashOf is a block's hash, commitOf that over what was committed up to it, empty
// where it cannot be had.
func hashOf(b *block.Block) string   { return hex.EncodeToString(b.Hash) }
func commitOf(b *block.Block) string { return hex.EncodeToString(b.Commit) }

// first is the first block of a range, last included, at which the hosts differ; nil if
// they do not differ at its end.
func (s *sides) first(ctx context.Context, from, last uint64, of func(*block.Block) string) (*uint64, error) {
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

// majority is what more than half of them have, empty if nothing is.
func majority(by map[string][]int) string {
	all := 0
	for _, group := range by {
		all += len(group)
	}
	for value, group := range by {
		if 2*len(group) > all {
			return value
		}
	}
	return ""
}
