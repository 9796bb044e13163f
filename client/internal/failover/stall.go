package failover

import (
	"context"
	"errors"
	"time"

	"allianceregistry/client"
)

// StallPeriod is by how much a stream may be late with a block that another peer, or
// the same in another way, has shown.
const StallPeriod = 500 * time.Millisecond

// stall is what was found out about a stream that said nothing while a block was
// missing: err is why it should be left, nil if nothing is wrong.
type stall struct {
	next uint64
	err  error
}

// checkInBackground is checkStalled for a reader that goes on reading.
func (r *blockReader[P]) checkInBackground(ctx context.Context, reading P) chan stall {
	checked, next := make(chan stall, 1), r.next
	go func() { checked <- stall{next, r.checkStalled(ctx, reading, next)} }()
	return checked
}

// checkStalled finds out whether a peer's stream is silent because nothing happens.
func (r *blockReader[P]) checkStalled(ctx context.Context, reading P, next uint64) error {
	heights := Heights(ctx, r.pool, r.transport)
	now, alive := heights[reading]
	if !alive {
		return errors.New("the peer does not answer")
	}
	if !r.pool.IsOwn(reading) {
		for _, peer := range r.pool.Own() {
			switch height := heights[peer]; {
			case height < now, height < next, !r.pool.Healthy(peer):
			case height > next:
				return errOwnIsAhead
			default:
				return errOwnIsBack
			}
		}
	}
	for _, height := range heights {
		if height > next {
			if !Pause(ctx, StallPeriod) { // it may be on its way
				return nil
			}
			return errors.New("the peer withholds a block that there is")
		}
	}
	return nil
}

// Heights asks all peers for the height of their chains. Those that do not answer soon
// are left out; one that answers something else is alive, and its height 0.
func Heights[P Peer](ctx context.Context, pool *Pool[P], transport Transport[P]) map[P]uint64 {
	limited, cancel := context.WithTimeout(ctx, ProbeLimit)
	defer cancel()
	type answer struct {
		height uint64
		err    error
	}
	answers := AskAll(pool.All(), func(peer P) answer {
		height, err := transport.Height(limited, peer)
		return answer{height, err}
	})
	heights := map[P]uint64{}
	for i, peer := range pool.All() {
		var fault *client.Fault
		if !errors.As(answers[i].err, &fault) || fault.Kind != client.Unavailable {
			heights[peer] = answers[i].height
		}
	}
	return heights
}
