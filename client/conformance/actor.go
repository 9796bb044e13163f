package conformance

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"

	"allianceregistry/membership/refusal"
)

// What peers say, in the words of Fabric.
const (
	notLaunched     = "error in simulation: failed to execute transaction 5f: could not launch chaincode"
	tooManyRequests = "too many requests for /protos.Endorser, exceeding concurrency limit (2500)"
	wrongTimestamp  = "request unauthorized due to incorrect timestamp"
)

// Actor is one process of a network, as far as it needs none of Fabric's messages: an
// adapter's stand-in has one, and puts what it says into those of its generation.
type Actor struct {
	Network *Network
	// Number is 0 for the peer of the own host.
	Number   int
	listener listener
}

// Serve has a server answer until the end, and returns its address.
func (a *Actor) Serve(t *testing.T, server *grpc.Server) (address string, end func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	a.listener.Listener = listener
	go func() { _ = server.Serve(&a.listener) }()
	return listener.Addr().String(), server.Stop
}

// BreakOff ends the connections of those who wait for an answer.
func (a *Actor) BreakOff(ctx context.Context) error {
	a.listener.closeAll()
	<-ctx.Done()
	return ctx.Err()
}

// Answer is what a peer answers to a proposal.
type Answer struct {
	Status  int32
	Message string
	Payload []byte
}

// Answer is what the peer answers to a proposal with these arguments, the function
// first; block makes the bytes of one with a transaction of that code.
func (a *Actor) Answer(ctx context.Context, argument func(int) string, block func(tx, code string) []byte) (Answer, error) {
	switch argument(0) {
	case "GetBlockByTxID":
		return a.find(argument(2), block), nil
	case "GetChainInfo":
		height := protowire.AppendTag(nil, 1, protowire.VarintType) // of common.BlockchainInfo
		return Answer{Status: 200, Payload: protowire.AppendVarint(height, a.Network.Height(a.Number))}, nil
	}
	switch a.Network.Endorsing[a.Number] {
	case ChaincodeDown:
		return Answer{Status: 500, Message: notLaunched}, nil
	case Busy:
		return Answer{}, status.Error(codes.Unknown, tooManyRequests)
	case Rejects:
		return Answer{}, status.Error(codes.Unknown, wrongTimestamp)
	case Refuses, RefusesElse:
		return Answer{Status: 500, Message: a.Network.Endorsing[a.Number].refusal().Error()}, nil
	case Differs:
		return Answer{Status: 200, Payload: []byte(`{"differs":true}`)}, nil
	case Breaks:
		return Answer{}, a.BreakOff(ctx)
	}
	return Answer{Status: 200, Payload: []byte("{}")}, nil
}

// refusal is what a peer refuses with.
func (t Trouble) refusal() *refusal.Error {
	if t == RefusesElse {
		return &refusal.Error{Code: refusal.SealStale}
	}
	return &refusal.Error{Code: refusal.IDTaken}
}

func (a *Actor) find(tx string, block func(tx, code string) []byte) Answer {
	code, there := a.Network.Committed(a.Number, tx)
	switch {
	case !there:
		return Answer{Status: 500, Message: "Failed to get block for txID " + tx + ", error no such transaction ID [" + tx + "] in index"}
	case code == Garbled:
		return Answer{Status: 200, Payload: []byte("no block")}
	}
	return Answer{Status: 200, Payload: block(tx, code)}
}

// Await waits until the peer has one of the transactions that it is asked about.
func (a *Actor) Await(ctx context.Context, asked func() []string) (tx, code string, err error) {
	for {
		for _, tx := range asked() {
			if code, there := a.Network.Committed(a.Number, tx); there {
				return tx, code, nil
			}
		}
		select {
		case <-ctx.Done():
			return "", "", ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// listener can close the connections that it accepted.
type listener struct {
	net.Listener
	mu   sync.Mutex
	open []net.Conn
}

// Accept implements net.Listener.
func (w *listener) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		w.open = append(w.open, conn)
	}
	return conn, err
}

func (w *listener) closeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.open {
		_ = conn.Close()
	}
	w.open = nil
}
