package gateway

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
	"allianceregistry/client/block/blocktest"
	"allianceregistry/client/conformance"
)

// What became of a transaction is never guessed. The places that have it ordered
// are the two peers' gateways.
func TestFates(t *testing.T) {
	t.Parallel()
	conformance.RunFates(t, newCast(t).open)
}

func TestFindings(t *testing.T) {
	t.Parallel()
	conformance.RunFindings(t, newCast(t).open)
}

// cast is what all networks of the suite have in common.
type cast struct {
	root     string
	pair     tls.Certificate
	identity client.Identity
	envelope *common.Envelope
}

const nameOfAll = "peer"

func newCast(t *testing.T) cast {
	t.Helper()
	certificate, key := certified(t, nameOfAll)
	root := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(root, certificate, 0o600))
	pair, err := tls.X509KeyPair(certificate, key)
	require.NoError(t, err)
	return cast{root, pair, client.Identity{Host: "industry", Certificate: certificate, Key: key}, prepare(t)}
}

// open opens a ledger on a network of two peers.
func (c cast) open(t *testing.T, network *conformance.Network) (client.Ledger, func()) {
	t.Helper()
	settings := Settings{Host: "industry", MSPID: "industry", Channel: blocktest.ChannelID, Chaincode: "registry"}
	var ends []func()
	for i, host := range []string{"industry", "academia"} {
		address, end := (&actor{network: network, number: i, envelope: c.envelope}).listen(t, c.pair)
		ends = append(ends, end)
		settings.Peers = append(settings.Peers, Endpoint{
			Name: nameOfAll + "." + host, Host: host, MSPID: host, ServerName: nameOfAll, TLSRoot: c.root, Address: address,
		})
	}
	ledger, err := Open(settings, c.identity, WithWaitLimit(network.Patience()), WithAnswerLimit(20*time.Second))
	require.NoError(t, err)
	ledger.options.order, ledger.options.send = 2*time.Second, 3*time.Second
	ledger.options.pace = pace{look: 20 * time.Millisecond, again: 50 * time.Millisecond, resend: 150 * time.Millisecond}
	return ledger, func() {
		_ = ledger.Close() // of no matter here
		for _, end := range ends {
			end()
		}
	}
}

// actor is a peer that acts as a network says.
type actor struct {
	peer.UnimplementedEndorserServer
	gateway.UnimplementedGatewayServer

	network  *conformance.Network
	number   int
	envelope *common.Envelope
	wires    wires
}

// listen returns the address at which the peer listens, and what ends it.
func (a *actor) listen(t *testing.T, pair tls.Certificate) (address string, end func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	a.wires.Listener = listener
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&pair)))
	peer.RegisterEndorserServer(server, a)
	gateway.RegisterGatewayServer(server, a)
	go func() { _ = server.Serve(&a.wires) }()
	return listener.Addr().String(), server.Stop
}

// breakOff ends the connections of those who wait for an answer.
func (a *actor) breakOff(ctx context.Context) error {
	a.wires.cut()
	<-ctx.Done()
	return ctx.Err()
}

func (a *actor) ProcessProposal(ctx context.Context, signed *peer.SignedProposal) (*peer.ProposalResponse, error) {
	switch functionOf(signed) {
	case "GetBlockByTxID":
		return a.find(argumentOf(signed, 2)), nil
	case "GetChainInfo":
		return answered(200, "", nil), nil
	}
	switch a.network.Endorsing[a.number] {
	case conformance.Lame:
		return answered(500, notLaunched, nil), nil
	case conformance.Busy:
		return nil, status.Error(codes.Unknown, crowded)
	case conformance.Rejects:
		return nil, status.Error(codes.Unknown, late)
	case conformance.Refuses:
		return answered(500, taken.Error(), nil), nil
	case conformance.Breaks:
		return nil, a.breakOff(ctx)
	}
	return answered(200, "", []byte("{}")), nil
}

func (a *actor) find(tx string) *peer.ProposalResponse {
	code, there := a.network.Committed(a.number, tx)
	if !there {
		return answered(500, "Failed to get block for txID "+tx+", error no such transaction ID ["+tx+"] in index", nil)
	}
	if code == conformance.Garbled {
		return answered(200, "", []byte("no block"))
	}
	channel := blocktest.NewRaft("industry")
	call := channel.Call(channel.Hosts[0], "registry", "Decide")
	call.ID = tx
	return answered(200, "", blocktest.Edit(channel.Append(call.Envelope()), func(e *blocktest.Editor) { e.SetCode(0, code) }))
}

func (a *actor) Endorse(ctx context.Context, _ *gateway.EndorseRequest) (*gateway.EndorseResponse, error) {
	const first = "failed to endorse transaction, see attached details for more info"
	switch a.network.Endorsing[a.number] {
	case conformance.Lame:
		return nil, detailed(codes.Aborted, first, notLaunched)
	case conformance.Busy:
		return nil, status.Error(codes.Unknown, crowded)
	case conformance.Rejects:
		return nil, detailed(codes.PermissionDenied, "access denied")
	case conformance.Refuses:
		return nil, detailed(codes.Aborted, first, "chaincode response 500, "+taken.Error())
	case conformance.Breaks:
		return nil, a.breakOff(ctx)
	}
	return &gateway.EndorseResponse{PreparedTransaction: a.envelope}, nil
}

func (a *actor) Submit(ctx context.Context, request *gateway.SubmitRequest) (*gateway.SubmitResponse, error) {
	const unsuccessful = "received unsuccessful response from orderer: status="
	switch a.network.Order(request.GetTransactionId()) {
	case conformance.Acknowledges, conformance.Forgets:
		return &gateway.SubmitResponse{}, nil
	case conformance.BreaksBefore, conformance.BreaksAfter:
		return nil, a.breakOff(ctx)
	case conformance.SilentBefore, conformance.SilentAfter:
		<-ctx.Done()
		return nil, ctx.Err()
	case conformance.Absent:
		return nil, status.Error(codes.Aborted, unsuccessful+"NOT_FOUND, info=")
	case conformance.Forbidden, conformance.ForbiddenAfter:
		return nil, status.Error(codes.Aborted, unsuccessful+"FORBIDDEN, info=")
	}
	return nil, detailed(codes.Unavailable, "no orderers could successfully process transaction")
}

func (a *actor) CommitStatus(ctx context.Context, signed *gateway.SignedCommitStatusRequest) (*gateway.CommitStatusResponse, error) {
	asked := &gateway.CommitStatusRequest{}
	if err := proto.Unmarshal(signed.GetRequest(), asked); err != nil {
		return nil, err
	}
	tx := asked.GetTransactionId()
	for {
		if code, there := a.network.Committed(a.number, tx); there {
			return &gateway.CommitStatusResponse{Result: peer.TxValidationCode(peer.TxValidationCode_value[code]), BlockNumber: 7}, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// wires is a listener that can cut the connections that it accepted.
type wires struct {
	net.Listener
	mu   sync.Mutex
	open []net.Conn
}

// Accept implements net.Listener.
func (w *wires) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		w.open = append(w.open, conn)
	}
	return conn, err
}

func (w *wires) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.open {
		_ = conn.Close()
	}
	w.open = nil
}
