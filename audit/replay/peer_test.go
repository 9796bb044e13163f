package replay_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
)

// quick compares without waiting, and reads blocks as the tests' peers give them.
var quick replay.Option = func() replay.Option {
	tries, parse := replay.WithTries(4, 0), replay.WithParse(func(raw []byte) (b block.Block, err error) {
		return b, json.Unmarshal(raw, &b)
	})
	return replay.Together(tries, parse)
}()

// peer is a host's peer over a world's ledger. It may lie.
type peer struct {
	w    *world
	host string
	name string // empty for the name of its host's first
	// blocks are how many it has; 0 for all.
	blocks uint64
	// ask and block put something in the place of an honest answer.
	ask   func(name string, argument, answer []byte) ([]byte, error)
	block func(b *block.Block)
	// asked is called before each answer.
	asked  func()
	height func() (uint64, error)
}

func (w *world) peer(host string) *peer { return &peer{w: w, host: host} }

func (p *peer) Name() string { return cmp.Or(p.name, "peer."+p.host) }
func (p *peer) Host() string { return p.host }

func (p *peer) Height(ctx context.Context) (uint64, error) {
	if p.height != nil {
		return p.height()
	}
	if p.blocks > 0 {
		return p.blocks, ctx.Err()
	}
	return uint64(len(p.w.blocks)), ctx.Err()
}

func (p *peer) Blocks(context.Context, uint64) iter.Seq2[[]byte, error] { return nil }

func (p *peer) Block(ctx context.Context, number uint64) ([]byte, error) {
	if height, err := p.Height(ctx); err != nil || number >= min(height, uint64(len(p.w.blocks))) {
		return nil, errors.New("no such block")
	}
	b := p.w.blocks[number].Block
	text, err := json.Marshal(b)
	if err != nil || p.block == nil {
		return text, err
	}
	var other block.Block // shares nothing with the world's
	must(json.Unmarshal(text, &other))
	p.block(&other)
	return json.Marshal(other)
}

func (p *peer) Ask(ctx context.Context, name string, argument []byte) ([]byte, error) {
	if p.asked != nil {
		p.asked()
	}
	answer, err := membership.Answer(p.store(), time.Now(), name, argument)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(answer)
	if err != nil || p.ask == nil {
		return text, errors.Join(err, ctx.Err())
	}
	return p.ask(name, argument, text)
}

// store is the state at the peer's height.
func (p *peer) store() membership.Store {
	if p.blocks == 0 {
		return p.w.ledger.Begin("question")
	}
	return p.w.replayed().At(p.blocks)
}
