package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"allianceregistry/client/block"
	"allianceregistry/client/chain"
)

// Side is one host in a comparison.
type Side struct {
	Host   string `json:"host"`
	Peer   string `json:"peer"`
	Height uint64 `json:"height"`
	// Hash and Commit are, in lower-case hex, the header's hash of the last block
	// that all have, and the peer's running hash over what it committed up to it.
	Hash   string `json:"hash"`
	Commit string `json:"commit"`
	// Problem tells why the host could not be compared.
	Problem string `json:"problem,omitempty"`
}

// Answers is one question with the answers of all hosts, in the order of the sides.
type Answers struct {
	Question
	Same    bool     `json:"same"`
	Answers []string `json:"answers"`
}

// Comparison is all hosts side by side.
type Comparison struct {
	Sides []Side `json:"sides"`
	// Common is the number of blocks that all hosts have that answered.
	Common   uint64          `json:"common"`
	Answers  []Answers       `json:"answers,omitempty"`
	Findings []chain.Finding `json:"findings"`
}

// Compare lays the hosts side by side: heights, the hash of the last block that all
// have, the hash over what they committed, the answers to some questions. Where
// they differ it looks for the first block that does. Whoever is in the minority is
// named; where there is no majority, all are, and nobody. A peer that is silent is a
// finding and no error.
func Compare(ctx context.Context, peers []Peer, opts ...Option) (Comparison, error) {
	s := &sides{choices: chosen(opts), blocks: map[uint64][]*block.Block{}, silent: map[Peer]bool{}}
	for _, peer := range peers {
		side := Side{Host: peer.Host(), Peer: peer.Name()}
		height, err := peer.Height(ctx)
		if err != nil {
			side.Problem = err.Error()
			s.find(chain.Warning, PeerSilent, Place{}, peer, "question", "Height", "why", side.Problem)
		} else {
			s.peers = append(s.peers, peer)
		}
		side.Height = height
		s.result.Sides = append(s.result.Sides, side)
	}
	if err := ctx.Err(); err != nil || len(s.peers) == 0 {
		return s.result, err
	}
	s.lags()
	for _, step := range []func(context.Context) error{s.last, s.beyond, s.span, s.answers} {
		if err := step(ctx); err != nil {
			return s.result, err
		}
	}
	return s.result, nil
}

// sides are a comparison under way.
type sides struct {
	choices
	peers  []Peer                    // those that answer
	blocks map[uint64][]*block.Block // of each number, in their order; nil if it cannot be had
	silent map[Peer]bool             // gave no block that they say they have: once is enough
	result Comparison
}

func (s *sides) find(level chain.Level, code string, at Place, peer Peer, params ...string) {
	host, source := "", ""
	if peer != nil {
		host, source = peer.Host(), peer.Name()
	}
	found := finding(level, code, at, append([]string{"host", host}, params...))
	found.Source = source
	s.result.Findings = append(s.result.Findings, found)
}

// lags finds the last block that all have, and names who is too far behind.
func (s *sides) lags() {
	highest, common := uint64(0), ^uint64(0)
	for _, side := range s.result.Sides {
		if side.Problem == "" {
			highest, common = max(highest, side.Height), min(common, side.Height)
		}
	}
	s.result.Common = common
	for _, peer := range s.peers {
		if height := s.side(peer).Height; highest-height > s.lag {
			s.find(chain.Warning, Lag, Place{}, peer, "height", fmt.Sprint(height), "expected", fmt.Sprint(highest),
				"blocks", fmt.Sprint(highest-height))
		}
	}
}

func (s *sides) side(peer Peer) *Side {
	i := slices.IndexFunc(s.result.Sides, func(side Side) bool { return side.Peer == peer.Name() })
	return &s.result.Sides[i]
}

// read reads a block from all peers. A peer that cannot give it, or gives what is
// none, is named.
func (s *sides) read(ctx context.Context, number uint64) ([]*block.Block, error) {
	if known, read := s.blocks[number]; read {
		return known, nil
	}
	all := make([]*block.Block, len(s.peers))
	for i, peer := range s.peers {
		if s.side(peer).Height <= number || s.silent[peer] {
			continue // it says itself that it has none
		}
		raw, err := peer.Block(ctx, number)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			s.silent[peer] = true
			s.find(chain.Warning, PeerSilent, Place{Block: number}, peer, "question", "Block", "why", err.Error())
			continue
		}
		parsed, err := s.parse(raw)
		if err == nil && parsed.Number != number {
			err = fmt.Errorf("it is block %d", parsed.Number)
		}
		if err != nil {
			s.find(chain.Fault, BlockUnreadable, Place{Block: number}, peer, "why", err.Error())
			continue
		}
		all[i] = &parsed
	}
	s.blocks[number] = all
	return all, nil
}

// last compares the last block that all have, and where it differs looks for the
// first that does: blocks are chained, and so are the hashes over what was
// committed, so that what differs once differs ever after.
func (s *sides) last(ctx context.Context) error {
	if s.result.Common == 0 {
		return nil
	}
	number := s.result.Common - 1
	blocks, err := s.read(ctx, number)
	if err != nil {
		return err
	}
	for i, b := range blocks {
		if b != nil {
			side := s.side(s.peers[i])
			side.Hash, side.Commit = hex.EncodeToString(b.Hash), hex.EncodeToString(b.Commit)
		}
	}
	forked, err := s.first(ctx, number, hashOf)
	if err != nil {
		return err
	}
	if forked != nil {
		s.differing(*forked, Fork, hashOf)
		number = *forked
	}
	if number == 0 {
		return nil
	}
	committed, err := s.first(ctx, number-one(forked), commitOf)
	if err != nil || committed == nil {
		return err
	}
	if !s.flags(*committed) {
		s.differing(*committed, CommitDiffers, commitOf)
	}
	return nil
}

// beyond compares what lies after the last block that all have, as far as two hosts
// have it: one that says it has little must not hide how the others differ.
func (s *sides) beyond(ctx context.Context) error {
	var heights []uint64
	for _, peer := range s.peers {
		heights = append(heights, s.side(peer).Height)
	}
	slices.Sort(heights)
	if len(heights) < 2 || heights[len(heights)-2] <= s.result.Common {
		return nil
	}
	number := heights[len(heights)-2] - 1
	for _, each := range []struct {
		code string
		of   func(*block.Block) string
	}{{Fork, hashOf}, {CommitDiffers, commitOf}} {
		at, err := s.first(ctx, number, each.of)
		if err != nil {
			return err
		}
		if at == nil || s.found(*at, Fork, FlagsDiffer, CommitDiffers) {
			continue
		}
		if each.code == Fork || !s.flags(*at) {
			s.differing(*at, each.code, each.of)
		}
		return nil
	}
	return nil
}

// one is how far before a fork the hosts still have the same blocks.
func one(forked *uint64) uint64 {
	if forked == nil {
		return 0
	}
	return 1
}

// differing names those whose block is another than the majority's.
func (s *sides) differing(number uint64, code string, of func(*block.Block) string) {
	s.minority(groups(s.blocks[number], of), func(peer Peer, hosts, expected, seen string) {
		s.find(chain.Fault, code, Place{Block: number}, peer, "hosts", hosts, "expected", expected, "seen", seen)
	})
}

// minority tells of each host that has something else than most: it, and what most
// have. Without a majority it tells of each group once, and of no host.
func (s *sides) minority(by map[string][]int, tell func(peer Peer, hosts, expected, seen string)) {
	most := majority(by)
	for _, value := range sortedKeys(by) {
		if value == most {
			continue
		}
		var hosts []string
		for _, i := range by[value] {
			hosts = append(hosts, s.peers[i].Host())
			if most != "" {
				tell(s.peers[i], s.peers[i].Host(), most, value)
			}
		}
		if most == "" {
			tell(nil, joined(hosts), "", value)
		}
	}
}

// span compares each block of the range that was asked for.
func (s *sides) span(ctx context.Context) error {
	if s.to == 0 || s.result.Common == 0 {
		return nil
	}
	last := min(s.to, s.result.Common-1)
	for number := s.from; number <= last; number++ {
		s.progress.tell(PhaseBlocks, int(number-s.from), int(last-s.from+1))
		known := s.blocks[number] != nil
		if _, err := s.read(ctx, number); err != nil {
			return err
		}
		if s.found(number, Fork, FlagsDiffer, CommitDiffers) {
			continue
		}
		if len(groups(s.blocks[number], hashOf)) > 1 {
			s.differing(number, Fork, hashOf)
			return nil // what follows differs too
		}
		if !s.flags(number) && !s.committedOtherwise(number) && len(groups(s.blocks[number], commitOf)) > 1 {
			s.differing(number, CommitDiffers, commitOf)
		}
		if !known {
			delete(s.blocks, number)
		}
	}
	return nil
}

// committedOtherwise tells whether the hosts committed something else already
// before a block: then their hashes over it all differ from there on.
func (s *sides) committedOtherwise(before uint64) bool {
	return slices.ContainsFunc(s.result.Findings, func(f chain.Finding) bool {
		return f.Code == CommitDiffers && f.Block < before
	})
}

// found tells whether a block was already named.
func (s *sides) found(number uint64, codes ...string) bool {
	return slices.ContainsFunc(s.result.Findings, func(f chain.Finding) bool {
		return f.Block == number && slices.Contains(codes, f.Code)
	})
}
