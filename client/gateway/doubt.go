package gateway

import (
	"context"
	"errors"
	"time"

	"allianceregistry/client/adapter"
)

// doubtPeriod is how long a block may take from one peer that has it to the
// stream of another.
const doubtPeriod = 500 * time.Millisecond

// doubt is what was found out about a stream that said nothing while a block was
// missing: nil if there is nothing to say, or why it should be left.
type doubt struct {
	next uint64
	err  error
}

// examine finds out, in the background, whether a stream is silent because
// nothing happens.
func (l *Ledger) examine(ctx context.Context, reading *Peer, next uint64) chan doubt {
	doubts := make(chan doubt, 1)
	go func() { doubts <- doubt{next, l.suspect(ctx, reading, next)} }()
	return doubts
}

func (l *Ledger) suspect(ctx context.Context, reading *Peer, next uint64) error {
	heights := l.heights(ctx)
	now, alive := heights[reading]
	if !alive {
		return errors.New("the peer does not answer")
	}
	if !l.isOwn(reading) {
		for _, peer := range l.own() {
			if height := heights[peer]; height >= now && height >= next && peer.worth() {
				return errHome
			}
		}
	}
	for _, height := range heights {
		if height > next {
			if !adapter.Pause(ctx, doubtPeriod) { // it may be on its way
				return nil
			}
			return errors.New("the peer withholds a block that there is")
		}
	}
	return nil
}
