//go:build live

package gateway_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
)

// hostile sends envelopes to orderers, as a member and as its host's administrator.
type hostile struct {
	*forger
	honest          *gateway.Ledger // of another host's member
	all             []*gateway.Peer
	member, admin   *actor
	orderers, peers []*grpc.ClientConn
	turn            int    // whose of the orderers and peers it is
	next            uint64 // the block that was not looked at yet
	config          *common.Config
	anchors         []byte // of the own host, as they were
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	h := &hostile{forger: newForger(t, "industry"), honest: member(t, "academia")}
	_, err := client.New(open(t, h.identity)).Submit(within(t), registration())
	require.NoError(t, err)
	h.all = peers(t, h.identity)
	h.member, h.admin = newActor(t, h.identity), newActor(t, administrator(t, "industry"))
	for _, each := range orderers(t) {
		h.orderers = append(h.orderers, h.dial(each))
	}
	for _, each := range h.settings.Peers {
		h.peers = append(h.peers, h.dial(each))
	}
	return h
}

// orderers are those of the network.
func orderers(t testing.TB) []gateway.Endpoint {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", ".network", networkName, "hosts", "industry", "gateway.yaml"))
	require.NoError(t, err)
	var named struct {
		Orderers []gateway.Endpoint `yaml:"orderers"`
	}
	require.NoError(t, yaml.Unmarshal(content, &named))
	require.NotEmpty(t, named.Orderers)
	return named.Orderers
}

// dial connects to an orderer or a peer until the test ends.
func (f *forger) dial(to gateway.Endpoint) *grpc.ClientConn {
	f.t.Helper()
	conn := f.connect(to)
	f.t.Cleanup(func() { require.NoError(f.t, conn.Close()) })
	return conn
}

// connect is dial for who closes the connection.
func (f *forger) connect(to gateway.Endpoint) *grpc.ClientConn {
	f.t.Helper()
	conn, err := grpc.NewClient("passthrough:///"+to.Address, grpc.WithTransportCredentials(credentials.NewTLS(f.trust(to))))
	require.NoError(f.t, err)
	return conn
}

// actor is who signs.
type actor struct {
	id   identity.Identity
	sign identity.Sign
}

func newActor(t *testing.T, from client.Identity) *actor {
	t.Helper()
	pair, err := tls.X509KeyPair(from.Certificate, from.Key)
	require.NoError(t, err)
	id, err := identity.NewX509Identity(from.MSP, pair.Leaf)
	require.NoError(t, err)
	sign, err := identity.NewPrivateKeySign(pair.PrivateKey)
	require.NoError(t, err)
	return &actor{id, sign}
}

// signs signs bytes, whatever they are.
func (a *actor) signs(content []byte) []byte {
	digest := sha256.Sum256(content)
	signature, err := a.sign(digest[:])
	if err != nil {
		panic(err)
	}
	return signature
}

// header names the actor, with a new nonce.
func (a *actor) header(h *hostile) *common.SignatureHeader {
	nonce := make([]byte, 24)
	_, err := rand.Read(nonce)
	require.NoError(h.t, err)
	return &common.SignatureHeader{
		Creator: h.bytes(&msp.SerializedIdentity{Mspid: a.id.MspID(), IdBytes: a.id.Credentials()}), Nonce: nonce,
	}
}

// written is a message whose bytes are those given, whatever they are.
func written(raw []byte) *emptypb.Empty {
	message := &emptypb.Empty{}
	message.ProtoReflect().SetUnknown(raw)
	return message
}

// exchange sends bytes to a service and returns the status of the answer, or how
// the call ended.
func exchange(t testing.TB, conn *grpc.ClientConn, method string, raw []byte, limit time.Duration) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	answer := &emptypb.Empty{}
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, method)
	if err == nil {
		err = stream.SendMsg(written(raw))
	}
	if err == nil || errors.Is(err, io.EOF) { // the reason comes with the answer
		err = stream.RecvMsg(answer)
	}
	switch {
	case errors.Is(err, io.EOF):
		return "no answer"
	case err != nil:
		return fmt.Sprintf("%v: %.120s", status.Code(err), status.Convert(err).Message())
	}
	return statusIn(answer.ProtoReflect().GetUnknown())
}

// statusIn reads the status in an orderer's or a peer's answer. One without a
// status is a block.
func statusIn(answer []byte) string {
	number, kind, head := protowire.ConsumeTag(answer)
	if head < 0 || number != 1 || kind != protowire.VarintType {
		return "block"
	}
	value, _ := protowire.ConsumeVarint(answer[head:])
	return common.Status(value).String()
}

// listened has every peer tell of all blocks in short, whatever is in them.
func (h *hostile) listened(height uint64) {
	h.t.Helper()
	for _, conn := range h.peers {
		stream, err := peer.NewDeliverClient(conn).DeliverFiltered(within(h.t))
		require.NoError(h.t, err)
		require.NoError(h.t, stream.SendMsg(written(h.seek(0, height-1))))
		for number := range height {
			answer, err := stream.Recv()
			require.NoError(h.t, err, "block %d", number)
			require.Equal(h.t, number, answer.GetFilteredBlock().GetNumber(), "%v", answer)
		}
	}
}
