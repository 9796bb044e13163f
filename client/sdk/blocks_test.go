package sdk

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"allianceregistry/client"
)

// server is a peer that has nothing but a chain of empty blocks.
type server struct {
	peer.UnimplementedEndorserServer
	peer.UnimplementedDeliverServer
	height  atomic.Uint64
	mute    atomic.Bool // it sends no block, but tells its height
	hangs   atomic.Bool // it says nothing at all
	refuses bool        // it lets nobody read
	skips   bool        // it sends other blocks than it was asked for
	reads   atomic.Int64
}

// ProcessProposal tells the height.
func (s *server) ProcessProposal(ctx context.Context, _ *peer.SignedProposal) (*peer.ProposalResponse, error) {
	if s.hangs.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	raw, err := proto.Marshal(protoadapt.MessageV2Of(&common.BlockchainInfo{Height: s.height.Load()}))
	return &peer.ProposalResponse{Response: &peer.Response{Status: 200, Payload: raw}}, err
}

// Deliver sends blocks as a peer does: a number that is more than one beyond its
// last is not found, the next one is waited for.
func (s *server) Deliver(stream peer.Deliver_DeliverServer) error {
	s.reads.Add(1)
	next, err := sought(stream)
	if err != nil {
		return err
	}
	switch {
	case s.refuses:
		return stream.Send(answered(common.Status_FORBIDDEN))
	case next > s.height.Load():
		return stream.Send(answered(common.Status_NOT_FOUND))
	case s.skips:
		next++
	}
	for stream.Context().Err() == nil {
		if s.mute.Load() || s.hangs.Load() || next >= s.height.Load() {
			time.Sleep(time.Millisecond)
			continue
		}
		block := &common.Block{Header: &common.BlockHeader{Number: next}, Metadata: &common.BlockMetadata{Metadata: [][]byte{nil, nil, nil}}}
		if err := stream.Send(&peer.DeliverResponse{Type: &peer.DeliverResponse_Block{Block: block}}); err != nil {
			return err
		}
		next++
	}
	return nil
}

func answered(status common.Status) *peer.DeliverResponse {
	return &peer.DeliverResponse{Type: &peer.DeliverResponse_Status{Status: status}}
}

// sought reads from which block on a client wants them.
func sought(stream peer.Deliver_DeliverServer) (uint64, error) {
	envelope, err := stream.Recv()
	if err != nil {
		return 0, err
	}
	payload, seek := &common.Payload{}, &orderer.SeekInfo{}
	err = errors.Join(unmarshal(envelope.GetPayload(), payload), unmarshal(payload.GetData(), seek))
	return seek.GetStart().GetSpecified().GetNumber(), err
}

// start runs a peer, and returns its address and the root of its certificate.
func (s *server) start(t *testing.T) (address, root string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	root = filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}), 0o600))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	running := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&tls.Certificate{Certificate: [][]byte{certificate}, PrivateKey: key})))
	peer.RegisterEndorserServer(running, s)
	peer.RegisterDeliverServer(running, s)
	go func() { _ = running.Serve(listener) }()
	t.Cleanup(running.Stop)
	return listener.Addr().String(), root
}

// between opens a ledger of the host industry on two such peers.
func between(t *testing.T, own, other *server) *Ledger {
	t.Helper()
	ownAddress, ownRoot := own.start(t)
	otherAddress, otherRoot := other.start(t)
	profile := fmt.Sprintf(`
client: {organization: industry}
channels: {registry: {orderers: [orderer1], peers: {peer.academia: {}, peer.industry: {}}}}
organizations:
  industry: {mspid: industry, cryptoPath: none, peers: [peer.industry]}
  academia: {mspid: academia, cryptoPath: none, peers: [peer.academia]}
orderers: {orderer1: {url: "grpcs://%[5]s", tlsCACerts: {path: %[2]s}}}
peers:
  peer.industry: {url: "grpcs://%[1]s", tlsCACerts: {path: %[2]s}}
  peer.academia: {url: "grpcs://%[3]s", tlsCACerts: {path: %[4]s}}
`, ownAddress, ownRoot, otherAddress, otherRoot, deafAddress(t))
	path := filepath.Join(t.TempDir(), "connection.yaml")
	require.NoError(t, os.WriteFile(path, []byte(profile), 0o600))
	ledger, err := Open(Settings{Connection: path, Channel: "registry", Chaincode: "registry"}, identity(t),
		func(o *choices) { o.limits.Silence = 100 * time.Millisecond })
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ledger.Close()) })
	return ledger
}

func TestBlocks(t *testing.T) {
	for name, row := range map[string]struct {
		own, other func(*server)
		from       uint64
		kind       client.FaultKind // of the error, empty for none
		home       bool             // only the own host's peer was read
	}{
		"ok/both are well":                  {home: true},
		"ok/the own host's is behind":       {own: func(s *server) { s.height.Store(2) }},
		"ok/the own host's is far behind":   {own: func(s *server) { s.height.Store(0) }, from: 3},
		"ok/the own host's withholds":       {own: func(s *server) { s.mute.Store(true) }},
		"ok/the own host's hangs":           {own: func(s *server) { s.hangs.Store(true) }},
		"ok/the own host's refuses":         {own: func(s *server) { s.refuses = true }},
		"ok/the own host's skips a block":   {own: func(s *server) { s.skips = true }},
		"fail/nobody lets this client read": {own: func(s *server) { s.refuses = true }, other: func(s *server) { s.refuses = true }, kind: client.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const height = 6
			var own, other server
			for s, change := range map[*server]func(*server){&own: row.own, &other: row.other} {
				s.height.Store(height)
				if change != nil {
					change(s)
				}
			}
			next := row.from
			for block, err := range between(t, &own, &other).Blocks(t.Context(), next) {
				if row.kind != "" {
					var fault *client.Fault
					require.ErrorAs(t, err, &fault)
					require.Equal(t, row.kind, fault.Kind)
					return
				}
				require.NoError(t, err)
				require.Equal(t, next, block.Number)
				if next++; next == height {
					break
				}
			}
			require.EqualValues(t, height, next)
			require.Equal(t, row.home, other.reads.Load() == 0)
		})
	}
}

// A reader that had to leave the own host's peer comes back to it, also while
// another's gives it block after block.
func TestBlocksComeHome(t *testing.T) {
	var own, other server
	own.height.Store(3)
	other.height.Store(3)
	own.hangs.Store(true)
	ledger := between(t, &own, &other)
	next := uint64(0)
	for block, err := range ledger.Blocks(t.Context(), 0) {
		require.NoError(t, err)
		require.Equal(t, next, block.Number)
		next++
		if block.Number == 2 {
			require.Positive(t, other.reads.Load())
			own.hangs.Store(false)
			ledger.peers.MarkHealthy(ledger.peers.Own()[0])
			before := own.reads.Load()
			go func() {
				for own.reads.Load() == before && t.Context().Err() == nil {
					other.height.Add(1)
					own.height.Store(other.height.Load())
					time.Sleep(5 * time.Millisecond)
				}
				other.mute.Store(true)
				own.height.Add(1)
			}()
		}
		if own.reads.Load() > 1 {
			return
		}
	}
	require.Fail(t, "the blocks ended")
}

// While all peers do not have the block yet, a reader waits for it.
func TestBlocksToCome(t *testing.T) {
	var own, other server
	ledger := between(t, &own, &other)
	time.AfterFunc(700*time.Millisecond, func() { own.height.Store(6) })
	for block, err := range ledger.Blocks(t.Context(), 5) {
		require.NoError(t, err)
		require.EqualValues(t, 5, block.Number)
		break
	}
	height, err := ledger.Height(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 6, height)
}

func TestBlocksGivenUp(t *testing.T) {
	var own, other server
	ledger := between(t, &own, &other)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	for _, err := range ledger.Blocks(ctx, 0) {
		require.ErrorIs(t, err, context.Canceled)
	}
	require.NoError(t, ledger.Close())
	for _, err := range ledger.Blocks(t.Context(), 0) {
		var fault *client.Fault
		require.ErrorAs(t, err, &fault)
		require.Equal(t, client.Failed, fault.Kind, "a closed connection does not come back: %v", err)
	}
}

// A peer that withholds a block is left alone, also if it gave others before: to wait
// for it again would cost as much time again.
func TestBlocksWithheld(t *testing.T) {
	var own, other server
	own.height.Store(3)
	other.height.Store(6)
	next := uint64(0)
	for block, err := range between(t, &own, &other).Blocks(t.Context(), 0) {
		require.NoError(t, err)
		require.Equal(t, next, block.Number)
		if next++; next == 6 {
			break
		}
	}
	require.EqualValues(t, 1, own.reads.Load())
}
