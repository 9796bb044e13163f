package chain

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"allianceregistry/audit/block"
)

// Verifier decides about the blocks of one channel, one after another. Prepare may
// be called by many goroutines, everything else by one at a time.
type Verifier struct {
	certificates certificates

	name     string // of the channel
	genesis  []byte
	next     uint64
	previous []byte
	config   []byte // the raw block that has the configuration in force
	channel  *channel
	time     time.Time
	// known are the hashes of blocks that were verified before; nil if none were.
	known func(number uint64) []byte
}

// New is a verifier that begins with block 0 and trusts it by its hash alone: the
// SHA-256 of its header (block.Block.Hash).
func New(genesis []byte, channel string) *Verifier {
	return &Verifier{name: channel, genesis: genesis}
}

// Resume goes on from a checkpoint. What is in it is believed: keep it as safe as
// the hash of block 0.
func Resume(c Checkpoint) (*Verifier, error) {
	v := &Verifier{genesis: c.Genesis, next: c.Next, previous: c.Previous, config: c.Config, time: c.Time}
	parsed, err := block.Parse(c.Config)
	if err != nil {
		return nil, fmt.Errorf("checkpoint's configuration block: %w", err)
	}
	config := configOf(&parsed)
	if config == nil || parsed.Number != c.ConfigBlock || parsed.Number >= c.Next {
		return nil, errors.New("checkpoint's configuration block is not the one that it names")
	}
	if v.channel, err = newChannel(config, parsed.Number); err != nil {
		return nil, fmt.Errorf("checkpoint's configuration: %w", err)
	}
	v.name = config.Channel
	return v, nil
}

// Remember lets no block pass that is another than one which was verified before
// under the same number: known has those blocks' hashes, and nil for a block that
// nobody knows yet.
func (v *Verifier) Remember(known func(number uint64) []byte) { v.known = known }

// Checkpoint is where the verifier stands. Before the first block there is none
// to resume from: Next is 0.
func (v *Verifier) Checkpoint() Checkpoint {
	c := Checkpoint{Next: v.next, Previous: v.previous, Genesis: v.genesis, Config: v.config, Time: v.time}
	if v.channel != nil {
		c.ConfigBlock = v.channel.number
	}
	return c
}

// Verify decides about the next block, and stands after it if it is to be
// believed. State has to be as of the block before. A block with faults is refused
// with *Broken, and the verifier stands where it stood, so that another source's
// copy can be tried; another error is one of state or context and says nothing
// about the block.
func (v *Verifier) Verify(ctx context.Context, p Prepared, state State) (Verified, error) {
	r := &review{verifier: v, prepared: &p, state: state, findings: findings{source: p.source, block: p.block.Number}}
	if p.err != nil {
		r.findings.block = v.next
		r.add(Fault, Unreadable, "why", p.err.Error())
		return Verified{}, &Broken{Findings: r.list}
	}
	if err := r.run(ctx); err != nil {
		return Verified{}, err
	}
	if r.broken() {
		return Verified{}, &Broken{Findings: r.list}
	}
	v.advance(&p, r.config)
	return Verified{
		Block: p.block, Raw: p.raw, Source: p.source, Codes: r.codes, Signers: r.signers, Findings: r.list,
	}, nil
}

// advance takes a block as the last one; config is nil unless it has a new
// configuration.
func (v *Verifier) advance(p *Prepared, config *channel) {
	v.next, v.previous = p.block.Number+1, p.block.Hash
	if config != nil {
		v.channel, v.config = config, p.raw
	}
	for _, tx := range p.block.Transactions {
		if tx.Time.After(v.time) {
			v.time = tx.Time
		}
	}
}

// review is the verification of one block.
type review struct {
	findings
	verifier *Verifier
	prepared *Prepared
	state    State
	codes    []string
	signers  []string
	config   *channel // a new configuration that the block brings
}

// run checks the block from the outside in. What depends on the blocks before is
// left out where the block is not the next one: it would name faults that are none.
func (r *review) run(ctx context.Context) error {
	linked := r.checkLink()
	r.checkData()
	if r.verifier.next == 0 {
		if linked {
			r.checkGenesis()
		}
		return nil
	}
	r.checkOrderers(linked)
	if !linked {
		return nil
	}
	return r.checkTransactions(ctx)
}

// checkLink reports whether the block is the one that comes next.
func (r *review) checkLink() bool {
	b, v := &r.prepared.block, r.verifier
	before := len(r.list)
	if b.Number != v.next {
		r.add(Fault, WrongNumber, "expected", decimal(v.next), "seen", decimal(b.Number))
	}
	if v.next > 0 && !bytes.Equal(b.Previous, v.previous) {
		r.add(Fault, WrongPrevious, "expected", hex.EncodeToString(v.previous), "seen", hex.EncodeToString(b.Previous))
	}
	if v.next == 0 && !bytes.Equal(b.Hash, v.genesis) {
		r.add(Fault, WrongRoot, "expected", hex.EncodeToString(v.genesis), "seen", hex.EncodeToString(b.Hash))
	}
	if r.isForked() {
		return true // it follows all the same, and is judged as any other
	}
	return len(r.list) == before
}

// isForked reports whether another block was verified under this number before.
func (r *review) isForked() bool {
	b, v := &r.prepared.block, r.verifier
	if v.known == nil || b.Number != v.next {
		return false
	}
	known := v.known(b.Number)
	if known == nil || bytes.Equal(known, b.Hash) || !bytes.Equal(b.Previous, v.previous) {
		return false
	}
	r.add(Fault, ForkedHistory, "expected", hex.EncodeToString(known), "seen", hex.EncodeToString(b.Hash), "evidence", "")
	return true
}

func (r *review) checkData() {
	b := &r.prepared.block
	if !bytes.Equal(b.Data, b.Computed) {
		r.add(Fault, WrongData, "expected", hex.EncodeToString(b.Data), "seen", hex.EncodeToString(b.Computed))
	}
}

// checkGenesis takes the configuration of block 0, which is trusted by its hash.
func (r *review) checkGenesis() {
	b := &r.prepared.block
	config := configOf(b)
	if config == nil {
		r.add(Fault, Unreadable, "why", "the first block has no configuration that can be read")
		return
	}
	if config.Channel != r.verifier.name {
		r.add(Fault, WrongChannel, "expected", r.verifier.name, "seen", config.Channel)
	}
	r.setCode(0, valid, "")
	r.adopt(config)
}

// adopt makes a configuration ready to be in force from the next block on. It
// refuses one that Fabric would not run, or by other rules than those applied here.
func (r *review) adopt(config *block.Config) {
	if err := errors.Join(checkNames(config.Root), checkCapabilities(config)); err != nil {
		r.add(Fault, Unreadable, "why", err.Error())
		return
	}
	made, err := newChannel(config, r.prepared.block.Number)
	if err != nil {
		r.add(Fault, Unreadable, "why", err.Error())
		return
	}
	r.config = made
}

// configOf is the configuration of a configuration block, nil if it is none.
func configOf(b *block.Block) *block.Config {
	if len(b.Transactions) != 1 || b.Transactions[0].Kind != block.Configuration {
		return nil
	}
	return b.Transactions[0].Config
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }
