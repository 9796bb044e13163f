package health

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// State is how a host's source is.
type State string

// The states of a source.
const (
	// Level has what was verified, or more, or lacks only the last few blocks of it.
	Level State = "level"
	// Behind lacks more than Lag blocks of what was verified.
	Behind State = "behind"
	// Differs gives another block than the one that was verified, or what is none.
	Differs State = "differs"
	// Silent does not answer, or does not give a block that it says it has.
	Silent State = "silent"
)

// Lag is by how many blocks a source may be behind what was verified.
const Lag = 10

// Host is what is known of one source.
type Host struct {
	// Host is whose source it is, empty for a copy of files; Source is its name.
	Host, Source string
	State        State
	// Problem says why it is Silent, or why its block cannot be read.
	Problem string
	// Height is how many blocks it says that it has; 0 if it never answered.
	Height uint64
	// Behind is how many blocks it lacks of those that were verified.
	Behind uint64
	// Time is the time up to which the blocks that it has tell what happened, by what was
	// verified; zero if it has more than that.
	Time time.Time
	// Asked is when it was asked last. Since is when it was first found in its State, Grew
	// when it was first found to have so many blocks, since this program began.
	Asked, Since, Grew time.Time
}

// Verified is what was verified; an index is one.
type Verified interface {
	Checkpoint(ctx context.Context) (chain.Checkpoint, error)
	// Before is the hash of the last of so many blocks, and the time up to which these
	// tell what happened.
	Before(ctx context.Context, height uint64, clock time.Time) (hash []byte, until time.Time, err error)
}

// patience is how long a source may take for an answer.
const patience = 10 * time.Second

// ask finds out how a source is. Its error is one of what was verified.
func ask(ctx context.Context, source chain.Source, verified Verified, now time.Time) (Host, error) {
	h := Host{Source: source.Name(), State: Level, Asked: now}
	if of, is := source.(interface{ Host() string }); is {
		h.Host = of.Host()
	}
	at, err := verified.Checkpoint(ctx)
	if err != nil {
		return h, err
	}
	asking, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if h.Height, err = source.Height(asking); err != nil || h.Height == 0 {
		return h.silent(err), nil
	}
	if h.Height > at.Next {
		return h, nil
	}
	h.Behind = at.Next - h.Height
	if h.Behind > Lag {
		h.State = Behind
	}
	expected, until, err := verified.Before(ctx, h.Height, now)
	if err != nil {
		return h, err
	}
	h.Time = until
	seen, err := hashOf(asking, source, h.Height-1)
	unreadable := new(unreadableError)
	switch {
	case errors.As(err, &unreadable):
		h.State, h.Problem = Differs, err.Error()
	case err != nil:
		return h.silent(err), nil
	case !bytes.Equal(seen, expected):
		h.State = Differs
	}
	return h, nil
}

var errNoBlocks = errors.New("it says that it has no blocks")

func (h Host) silent(why error) Host {
	if why == nil {
		why = errNoBlocks
	}
	h.State, h.Problem = Silent, why.Error()
	return h
}

var errNotGiven = errors.New("it does not give the last block that it says it has")

// unreadableError says that what a source gives is not the block that was asked for.
type unreadableError struct{ why error }

// Error implements error.
func (e *unreadableError) Error() string {
	return fmt.Sprintf("what it gives as its last block: %v", e.why)
}

var errOtherNumber = errors.New("it is another one")

// hashOf is the hash of a block that a source gives.
func hashOf(ctx context.Context, source chain.Source, number uint64) ([]byte, error) {
	for raw, err := range source.Blocks(ctx, number) {
		if err != nil {
			return nil, err
		}
		b, err := block.Parse(raw)
		if err != nil {
			return nil, &unreadableError{err}
		}
		if b.Number != number {
			return nil, &unreadableError{errOtherNumber}
		}
		return b.Hash, nil
	}
	return nil, errNotGiven
}
