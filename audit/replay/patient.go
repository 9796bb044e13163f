package replay

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"allianceregistry/audit/chain"
)

// What a peer gets back of its patience for each answer, of whatever size, and for each
// MiB of it: as much as for a block (see chain.Patience). What an answer took beyond that
// it gets back too, up to a tenth, and so many times its patience in all: by that a peer
// on another continent, a quarter of a second away, answers all DefaultQuestions.
const (
	answerShare = 50 // a fiftieth
	mibShare    = 5  // a fifth
	delayShare  = 10 // a tenth
	maxGrace    = 80
)

// maxAnswer is the most that a peer may answer at once, in bytes: JSON takes many times as
// much room as it is long. The longest page of records takes less.
const maxAnswer = 16 << 20

// impatientError says that a peer is not asked any more.
type impatientError struct{ patience time.Duration }

// Error implements error.
func (e impatientError) Error() string {
	return fmt.Sprintf("it kept everybody waiting for more than %s", e.patience)
}

// patientPeer is a peer that is not waited for without end: one that uses up its
// patience is not asked any more, and each question fails at once.
type patientPeer struct {
	Peer
	patience time.Duration

	mu    sync.Mutex
	left  time.Duration
	grace time.Duration // that it may still get back
}

// WithPatience gives each peer so much patience, for all that it is asked; 0 is
// chain.Patience. What they answer at once is bounded too. Their blocks, one after
// another, are the matter of chain.WithPatience.
func WithPatience(peers []Peer, patience time.Duration) []Peer {
	if patience <= 0 {
		patience = chain.Patience
	}
	patient := make([]Peer, len(peers))
	for i, peer := range peers {
		patient[i] = &patientPeer{Peer: peer, patience: patience, left: patience, grace: maxGrace * patience}
	}
	return patient
}

// Height implements Peer.
func (p *patientPeer) Height(ctx context.Context) (height uint64, err error) {
	err = p.ask(ctx, func(ctx context.Context) (int, error) {
		height, err = p.Peer.Height(ctx)
		return 0, err
	})
	return height, err
}

// Ask implements Peer.
func (p *patientPeer) Ask(ctx context.Context, name string, argument []byte) (answer []byte, err error) {
	err = p.ask(ctx, func(ctx context.Context) (int, error) {
		if answer, err = p.Peer.Ask(ctx, name, argument); len(answer) > maxAnswer {
			err = fmt.Errorf("it answers with %d bytes", len(answer))
		}
		return len(answer), err
	})
	return answer, err
}

// Block implements Peer.
func (p *patientPeer) Block(ctx context.Context, number uint64) (raw []byte, err error) {
	err = p.ask(ctx, func(ctx context.Context) (int, error) {
		raw, err = p.Peer.Block(ctx, number)
		return len(raw), err
	})
	return raw, err
}

// ask asks for as long as there is patience left.
func (p *patientPeer) ask(ctx context.Context, question func(context.Context) (size int, err error)) error {
	p.mu.Lock() // one question at a time, as all here are asked
	defer p.mu.Unlock()
	if p.left <= 0 {
		return impatientError{p.patience}
	}
	limited, cancel := context.WithTimeoutCause(ctx, p.left, impatientError{p.patience})
	defer cancel()
	began := time.Now()
	size, err := question(limited)
	took := time.Since(began)
	p.left -= took
	if waited := (impatientError{}); err != nil && errors.As(context.Cause(limited), &waited) {
		p.left = 0
		return waited
	}
	if p.left > 0 {
		back := p.patience/answerShare + p.patience/mibShare*time.Duration(size>>20)
		late := min(max(took-back, 0), p.patience/delayShare, p.grace)
		p.grace -= late
		p.left = min(p.left+back+late, p.patience)
	}
	return err
}
