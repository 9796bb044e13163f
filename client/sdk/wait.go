package sdk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
)

// pace is how the wait for a commit makes up for events that do not come.
type pace struct {
	// watch is how long a transaction is held back for its registration.
	watch time.Duration
	// look is when the peers are first asked for a transaction of which no event
	// came; a block takes less.
	look time.Duration
	// late is when they are first asked although the stream goes on bringing blocks:
	// then this one's is probably on its way, and a crowd of questions would only
	// delay it. It may all the same have died with an orderer.
	late time.Duration
	// again is the time between two such questions.
	again time.Duration
	// resend is when a transaction that no peer has is sent to the orderers again: one
	// that accepted it may have died with it. It is the same transaction, which can be
	// committed as valid only once.
	resend time.Duration
}

// steady is the pace on a network whose blocks take less than a second.
var steady = pace{
	watch: 1500 * time.Millisecond, look: 1500 * time.Millisecond, late: 5 * time.Second, again: 500 * time.Millisecond, resend: 3 * time.Second,
}

// await waits for the registration, but not for ever.
func (w *watch) await(ctx context.Context, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-w.ready:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// wait waits until a transaction that was sent to be ordered is in the chain. Its
// error means that nobody could say.
func (l *Ledger) wait(ctx context.Context, tx string, transaction *fab.Transaction, watching *watch) (client.Place, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, l.options.wait, fmt.Errorf("no peer reported it within %s", l.options.wait))
	defer cancel()
	found := make(chan client.Place, 1)
	go l.look(ctx, tx, transaction, found)
	ready, events := watching.ready, (<-chan *fab.TxStatusEvent)(nil)
	for {
		select {
		case <-ready:
			ready, events = nil, watching.events
		case event, open := <-events:
			if !open {
				events = nil // the stream gave up
			} else if event.TxValidationCode != peer.TxValidationCode_DUPLICATE_TXID {
				return client.Place{Tx: tx, Block: event.BlockNumber, Code: codeName(event.TxValidationCode)}, nil
			}
			// A duplicate is one that was sent twice: the first counts, look finds it.
		case place := <-found:
			go l.events.doubt(place.Block)
			return place, nil
		case <-ctx.Done():
			return client.Place{}, context.Cause(ctx)
		}
	}
}

// brings tells whether a stream brought blocks between two looks at its last one.
func brings(before, now uint64) bool { return now != noBlock && before != noBlock && now > before }

// look asks the peers for a transaction until one has it, and has it ordered
// again meanwhile if none has.
func (l *Ledger) look(ctx context.Context, tx string, transaction *fab.Transaction, found chan<- client.Place) {
	sent, last := time.Now(), l.events.last()
	late := sent.Add(l.options.pace.late)
	for pause := l.options.pace.look; ; pause = l.options.pace.again {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if now := l.events.last(); brings(last, now) && time.Now().Before(late) {
			last = now
			continue
		}
		place, err := l.Locate(ctx, tx)
		if err == nil {
			found <- place
			return
		}
		if errors.Is(err, client.ErrNotFound) && time.Since(sent) >= l.options.pace.resend {
			sent = time.Now()
			_, _ = l.order(ctx, transaction) // whatever they say, the next look tells
		}
	}
}
