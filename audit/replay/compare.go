package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Compare lays the hosts side by side: heights, the hash of the last block that all
// have, the hash over what they committed, the answers to some questions. Where
// they differ it looks for the first block that does, and goes on behind it: one
// difference hides no other. Whoever is in the minority is named; where there is no
// majority, all are, and nobody. A peer that is silent, or does not give the last block
// that it says it has, is a finding and no error: see Unchecked.
func Compare(ctx context.Context, peers []Peer, opts ...Option) (Comparison, error) {
	s := &comparer{options: newOptions(opts), blocks: map[uint64][]*block.Block{}, dropped: map[Peer]bool{}}
	for _, peer := range peers {
		if err := s.admit(ctx, peer); err != nil {
			return s.result, err
		}
	}
	if len(s.peers) == 0 {
		return s.result, ctx.Err()
	}
	s.findLags()
	for _, step := range []func(context.Context) error{s.compareChains, s.compareRange, s.compareAnswers} {
		if err := step(ctx); err != nil {
			return s.result, err
		}
	}
	return s.result, nil
}

// comparer is a comparison under way.
type comparer struct {
	options
	peers  []Peer                    // those that answer
	blocks map[uint64][]*block.Block // of each number, in their order; nil if it cannot be had
	// dropped are those of which no block is read any more: it gave none that it says it
	// has, or its chain is another than the others', which was said.
	dropped map[Peer]bool
	// next is the first block that was not compared yet. Once the hosts have committed
	// something else, each block is.
	next     uint64
	diverged bool
	// ambiguous says that codes were named of which honest peers may give one or the other.
	ambiguous bool
	result    Comparison
}

// admit takes a host in whose peer gives the last block that it says it has: what
// anybody can say counts for nothing.
func (s *comparer) admit(ctx context.Context, peer Peer) error {
	side := Side{Host: peer.Host(), Peer: peer.Name()}
	height, err := peer.Height(ctx)
	question := "Height"
	if err == nil && height == 0 {
		err = errNoBlocks
	}
	if err == nil {
		question = "Block"
		_, err = s.blockOf(ctx, peer, height-1)
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	switch unreadable := new(unreadableError); {
	case errors.As(err, &unreadable):
		side.Problem = err.Error()
		s.addFinding(chain.Fault, BlockUnreadable, chain.Place{Block: height - 1}, peer, "why", unreadable.Error())
	case err != nil:
		side.Problem = err.Error()
		at := chain.Place{}
		if height > 0 {
			at.Block = height - 1
		}
		s.addFinding(chain.Warning, PeerSilent, at, peer, "question", question, "why", side.Problem)
	default:
		side.Height = height
		s.peers = append(s.peers, peer)
	}
	s.result.Sides = append(s.result.Sides, side)
	return nil
}

var errNoBlocks = errors.New("it says that it has no blocks")

func (s *comparer) addFinding(level chain.Severity, code string, at chain.Place, peer Peer, params ...string) {
	host, source := "", ""
	if peer != nil {
		host, source = peer.Host(), peer.Name()
	}
	found := finding(level, code, at, append([]string{"host", host}, params...))
	found.Source = source
	s.result.Findings = append(s.result.Findings, found)
}

// findLags finds the last block that all have, and names who is too far behind.
func (s *comparer) findLags() {
	highest, common := uint64(0), ^uint64(0)
	for _, side := range s.result.Sides {
		if side.Problem == "" {
			highest, common = max(highest, side.Height), min(common, side.Height)
		}
	}
	s.result.Common = common
	for _, peer := range s.peers {
		if height := s.side(peer).Height; highest-height > s.lag {
			s.addFinding(chain.Warning, Lag, chain.Place{}, peer, "height", fmt.Sprint(height), "expected", fmt.Sprint(highest),
				"blocks", fmt.Sprint(highest-height))
		}
	}
}

func (s *comparer) side(peer Peer) *Side {
	i := slices.IndexFunc(s.result.Sides, func(side Side) bool { return side.Peer == peer.Name() })
	return &s.result.Sides[i]
}
