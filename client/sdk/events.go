package sdk

import (
	"errors"
	"sync"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/chconfig"
	eventclient "github.com/hyperledger/fabric-sdk-go/pkg/fab/events/client"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/events/deliverclient"
)

// reconnectDelay lets the connector notice that a peer is gone before the event
// client asks which peers are worth connecting to.
const reconnectDelay = 100 * time.Millisecond

// events are the commits as one peer reports them, the own host's if it can be.
// The stream is opened by the first transaction and moves to another peer by
// itself, without losing a block.
type events struct {
	ledger *Ledger
	mu     sync.Mutex
	stream *deliverclient.Client
	closed bool
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

// stop ends the wait. It may be called before the registration is through.
func (w *watch) stop() { w.once.Do(func() { close(w.done) }) }

// connected returns the stream, opening it if there is none or it gave up.
func (e *events) connected() (*deliverclient.Client, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, errClosed
	}
	if e.stream != nil && !e.stream.Stopped() {
		return e.stream, nil
	}
	l := e.ledger
	var faults []error
	for range l.peers.all {
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

func (e *events) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.stream != nil {
		e.stream.Close()
	}
}
