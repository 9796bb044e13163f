package sdk

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/chconfig"
	eventclient "github.com/hyperledger/fabric-sdk-go/pkg/fab/events/client"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/deliverclient"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// reconnectDelay lets the connector notice that a peer is gone before the event
// client asks which peers are healthy.
const reconnectDelay = 100 * time.Millisecond

// events are the commits as one peer reports them, the own host's if it can be.
// The stream is opened by the first transaction and moves to another peer by
// itself, without losing a block.
type events struct {
	ledger *Ledger
	mu     sync.Mutex
	stream *deliverclient.Client
	closed bool
	ended  context.Context // with the ledger
	end    context.CancelFunc
}

func newEvents(l *Ledger) *events {
	e := &events{ledger: l}
	e.ended, e.end = context.WithCancel(context.Background())
	return e
}

// watch is the wait for the commit of one transaction.
type watch struct {
	ready  chan struct{}             // closed when it is registered, or could not be
	events <-chan *fab.TxStatusEvent // nil if it could not be
	once   sync.Once
	done   chan struct{} // closed when nobody waits any more
}

// watch registers for a transaction's commit, in the background.
func (e *events) watch(tx string) *watch {
	w := &watch{ready: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.ready)
		stream, err := e.connected()
		if err != nil {
			return
		}
		registration, events, err := stream.RegisterTxStatusEvent(tx)
		if err != nil {
			return
		}
		w.events = events
		go func() { <-w.done; stream.Unregister(registration) }()
	}()
	return w
}

// await waits for the registration, but not for longer than a limit.
func (w *watch) await(ctx context.Context, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-w.ready:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// report waits for the commit. It fails if the stream gives up before.
func (w *watch) report(ctx context.Context) (client.Place, error) {
	select {
	case <-w.ready:
	case <-ctx.Done():
		return client.Place{}, ctx.Err()
	}
	select {
	case event, open := <-w.events:
		if !open {
			return client.Place{}, errors.New("the stream of commits ended")
		}
		return client.Place{Tx: event.TxID, Block: event.BlockNumber, Code: codeName(event.TxValidationCode)}, nil
	case <-ctx.Done():
		return client.Place{}, ctx.Err()
	}
}

// stop ends the wait. It may be called before the registration is through.
func (w *watch) stop() { w.once.Do(func() { close(w.done) }) }

// connected returns the stream, opening it if there is none or it gave up.
func (e *events) connected() (*deliverclient.Client, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, failover.ErrClosed
	}
	if e.stream != nil && !e.stream.Stopped() {
		return e.stream, nil
	}
	l := e.ledger
	var faults []error
	for range l.peers.All() {
		stream, err := deliverclient.New(l.context, chconfig.NewChannelCfg(l.settings.Channel), l.peers,
			eventclient.WithReconnectInitialDelay(reconnectDelay), eventclient.WithTimeBetweenConnectAttempts(time.Second))
		if err != nil {
			return nil, err
		}
		if err = stream.Connect(); err == nil {
			e.stream = stream
			return stream, nil
		}
		stream.Close()
		faults = append(faults, err)
	}
	return nil, errors.Join(faults...)
}

// last is the number of the last block that the stream brought, if it brought one.
func (e *events) last() (number uint64, brought bool) {
	e.mu.Lock()
	stream := e.stream
	e.mu.Unlock()
	if stream == nil {
		return 0, false
	}
	return lastOf(stream)
}

func lastOf(stream *deliverclient.Client) (number uint64, brought bool) {
	number = stream.Dispatcher().LastBlockNum()
	return number, number != math.MaxUint64 // which stands for none
}

// checkStalled checks the stream after a block was found that it has not reported. A
// stream whose peer hangs reports nothing, and no error either: it is given up,
// and the next transaction opens one to another peer.
func (e *events) checkStalled(block uint64) {
	e.mu.Lock()
	stream := e.stream
	e.mu.Unlock()
	if stream == nil {
		return
	}
	if !failover.Pause(e.ended, failover.StallPeriod) {
		return
	}
	if last, brought := lastOf(stream); brought && last >= block {
		return
	}
	e.mu.Lock()
	if e.stream == stream {
		e.stream = nil
	}
	e.mu.Unlock()
	stream.Close()
}

func (e *events) close() {
	e.end()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.stream != nil {
		e.stream.Close()
	}
}
