package audit

import (
	"bytes"
	"context"
	"errors"
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
// they differ it looks for the first block that does, and goes on behind it: one
// difference hides no other. Whoever is in the minority is named; where there is no
// majority, all are, and nobody. A peer that is silent, or does not give the last block
// that it says it has, is a finding and no error: see Unchecked.
func Compare(ctx context.Context, peers []Peer, opts ...Option) (Comparison, error) {
	s := &sides{choices: chosen(opts), blocks: map[uint64][]*block.Block{}, left: map[Peer]bool{}}
	for _, peer := range peers {
		if err := s.admit(ctx, peer); err != nil {
			return s.result, err
		}
	}
	if len(s.peers) == 0 {
		return s.result, ctx.Err()
	}
	s.lags()
	for _, step := range []func(context.Context) error{s.chains, s.span, s.answers} {
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
	// left are those of which no block is read any more: it gave none that it says it
	// has, or its chain is another than the others', which was said.
	left map[Peer]bool
	// next is the first block that was not compared yet. Once the hosts have committed
	// something else, each block is.
	next   uint64
	parted bool
	// byOrder says that codes were named of which honest peers may give one or the other.
	byOrder bool
	result  Comparison
}

// admit takes a host in whose peer gives the last block that it says it has: what
// anybody can say counts for nothing.
func (s *sides) admit(ctx context.Context, peer Peer) error {
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
		s.find(chain.Fault, BlockUnreadable, Place{Block: height - 1}, peer, "why", unreadable.Error())
	case err != nil:
		side.Problem = err.Error()
		at := Place{}
		if height > 0 {
			at.Block = height - 1
		}
		s.find(chain.Warning, PeerSilent, at, peer, "question", question, "why", side.Problem)
	default:
		side.Height = height
		s.peers = append(s.peers, peer)
	}
	s.result.Sides = append(s.result.Sides, side)
	return nil
}

var errNoBlocks = errors.New("it says that it has no blocks")

// unreadableError says that what a peer gave is no block, or another.
type unreadableError struct{ error }

// blockOf is a peer's block, if it is one, whole, and the one that was asked for.
func (s *sides) blockOf(ctx context.Context, peer Peer, number uint64) (*block.Block, error) {
	raw, err := peer.Block(ctx, number)
	if err != nil {
		return nil, err
	}
	parsed, err := s.parse(raw)
	switch {
	case err != nil:
	case parsed.Number != number:
		err = fmt.Errorf("it is block %d", parsed.Number)
	case !bytes.Equal(parsed.Data, parsed.Computed):
		err = errors.New("its transactions are not those that its header stands for")
	}
	if err != nil {
		return nil, &unreadableError{err}
	}
	return outline(&parsed), nil
}

// outline is as much of a block as is compared, and keeps nothing else of it in memory: a
// search looks at many, and each may be as large as a message can be.
func outline(b *block.Block) *block.Block {
	kept := &block.Block{
		Number: b.Number, Hash: b.Hash, Commit: slices.Clone(b.Commit), Transactions: make([]block.Transaction, len(b.Transactions)),
	}
	for i := range b.Transactions {
		tx := &b.Transactions[i]
		kept.Transactions[i] = block.Transaction{ID: tx.ID, Code: tx.Code}
		if anyOf(tx) {
			kept.Transactions[i].Flaw = inAnyOrder
		}
	}
	return kept
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
		if !s.reaches(peer, number) {
			continue
		}
		var err error
		all[i], err = s.blockOf(ctx, peer, number)
		if ended := ctx.Err(); ended != nil {
			return nil, ended
		}
		if unreadable := new(unreadableError); errors.As(err, &unreadable) {
			s.find(chain.Fault, BlockUnreadable, Place{Block: number}, peer, "why", unreadable.Error())
		} else if err != nil {
			s.left[peer] = true
			s.find(chain.Warning, PeerSilent, Place{Block: number}, peer, "question", "Block", "why", err.Error())
		}
	}
	s.blocks[number] = all
	return all, nil
}

// reaches tells whether a peer says that it has a block, and is still read.
func (s *sides) reaches(peer Peer, number uint64) bool {
	return s.side(peer).Height > number && !s.left[peer]
}

// reaching is how many reach a block.
func (s *sides) reaching(number uint64) int {
	count := 0
	for _, peer := range s.peers {
		if s.reaches(peer, number) {
			count++
		}
	}
	return count
}

// differing names those whose block is another than the majority's.
func (s *sides) differing(number uint64, code string, by map[string][]int) {
	s.minority(by, func(d sideBySide) {
		s.find(chain.Fault, code, Place{Block: number}, d.peer, "hosts", d.hosts, "others", d.others, "expected", d.expected, "seen", d.seen)
	})
}

// sideBySide is a difference: hosts have what was seen, others what would be expected of
// them. The peer is the one that is accused, nil if there is no majority.
type sideBySide struct {
	peer                          Peer
	hosts, others, expected, seen string
}

// minority tells of each host that has something else than most: it, and what most
// have. Without a majority it tells of each group once, beside another one, and of no host.
func (s *sides) minority(by map[string][]int, tell func(sideBySide)) {
	most, values := majority(by), sortedKeys(by)
	for n, value := range values {
		if value == most {
			continue
		}
		d := sideBySide{hosts: s.named(by[value]), seen: value, expected: most}
		if most == "" {
			d.expected = values[(n+1)%len(values)]
		}
		d.others = s.named(by[d.expected])
		if most == "" {
			tell(d)
			continue
		}
		for _, i := range by[value] {
			d.peer, d.hosts = s.peers[i], s.peers[i].Host()
			tell(d)
		}
	}
}

// named are the hosts of peers by their places.
func (s *sides) named(places []int) string {
	var hosts []string
	for _, i := range places {
		hosts = append(hosts, s.peers[i].Host())
	}
	return joined(hosts)
}

// span compares each block of the range that was asked for.
func (s *sides) span(ctx context.Context) error {
	ends := s.ends()
	if s.to == 0 || len(ends) == 0 {
		return nil
	}
	return s.each(ctx, s.from, min(s.to, ends[len(ends)-1]))
}

// maxDiffering bounds the blocks that are named: a host that has another state may call
// every later transaction something else.
const maxDiffering = 100

// each compares each of a range of blocks.
func (s *sides) each(ctx context.Context, from, last uint64) error {
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
		case s.reaching(number) < 2:
			return nil // nobody is left to be compared with
		case having(blocks) < 2: // what others gave cannot be read, which was said
			differing++
			continue
		case s.found(number, Fork, FlagsDiffer, CommitDiffers):
			continue
		case len(groups(blocks, hashOf)) > 1:
			s.differing(number, Fork, groups(blocks, hashOf))
			return nil // what follows differs too
		}
		differs, err := s.judged(ctx, number)
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
func (s *sides) forget(number uint64) { delete(s.blocks, number) }

// having is how many have a block.
func having(blocks []*block.Block) int {
	count := 0
	for _, b := range blocks {
		if b != nil {
			count++
		}
	}
	return count
}

// found tells whether a block was already named.
func (s *sides) found(number uint64, codes ...string) bool {
	return slices.ContainsFunc(s.result.Findings, func(f chain.Finding) bool {
		return f.Block == number && slices.Contains(codes, f.Code)
	})
}
