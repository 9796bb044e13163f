//go:build live

package gateway_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client/gateway"
)

// consenterRounds is how many streams of messages each orderer gets of another.
const consenterRounds = 25

// Where no host has to trust another's orderer, one of them may send the others
// whatever it likes, as what it is: messages of the consensus and requests in which
// parts are missing, doubled and false. No orderer ends by it, and the channel goes on.
func TestLiveHostileConsenter(t *testing.T) {
	if !bft() {
		t.Skip("with Raft all orderers are of one organization, and trust each other")
	}
	h := newHostile(t)
	before := running(t)
	began, err := h.all[0].Height(within(t))
	require.NoError(t, err)
	all := orderers(t)
	d := &dice{rand.New(rand.NewPCG(1, 0)), h.forger}
	answers := newTally()
	for from := range all {
		hostile := newConsenter(t, h.forger, all, from)
		for to := range all {
			if to == from {
				continue
			}
			for range consenterRounds {
				answers.count(fmt.Sprintf("%s to %s", all[from].Name, all[to].Name), hostile.talks(t, d, to))
			}
		}
		h.goesOn()
	}
	t.Logf("\n%s", answers)
	h.survived(before, began)
}

// consenter acts as one of the orderers, beside it.
type consenter struct {
	*forger
	number uint64 // among the orderers, from 1
	sign   identity.Sign
	conns  []*grpc.ClientConn // to each orderer
}

func newConsenter(t *testing.T, f *forger, all []gateway.Endpoint, index int) *consenter {
	t.Helper()
	own := all[index]
	folder := filepath.Join("..", "..", ".network", networkName, "crypto", "ordererOrganizations", own.MSPID, "orderers", own.Name)
	shown, err := tls.LoadX509KeyPair(filepath.Join(folder, "tls", "server.crt"), filepath.Join(folder, "tls", "server.key"))
	require.NoError(t, err)
	signing, err := tls.LoadX509KeyPair(filepath.Join(folder, "msp", "signcerts", own.Name+"-cert.pem"), filepath.Join(folder, "msp", "keystore", "priv_sk"))
	require.NoError(t, err)
	c := &consenter{forger: f, number: uint64(index) + 1}
	c.sign, err = identity.NewPrivateKeySign(signing.PrivateKey)
	require.NoError(t, err)
	for _, to := range all {
		trust := trusting(t, to)
		trust.Certificates, trust.MinVersion = []tls.Certificate{shown}, tls.VersionTLS13
		conn, err := grpc.NewClient("passthrough:///"+to.Address, grpc.WithTransportCredentials(credentials.NewTLS(trust)))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, conn.Close()) })
		c.conns = append(c.conns, conn)
	}
	return c
}

// talks introduces itself to another orderer and sends it messages. It returns how
// that ended, which is never that it was not let in.
func (c *consenter) talks(t *testing.T, d *dice, to int) codes.Code {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	stream, err := orderer.NewClusterNodeServiceClient(c.conns[to]).Step(ctx)
	require.NoError(t, err)
	require.NoError(t, stream.Send(c.introduces(t, stream.Context(), uint64(to)+1)))
	for range 8 {
		// A stream ends with the first message that cannot be read.
		if stream.SendMsg(written(d.step())) != nil {
			break
		}
	}
	require.NoError(t, stream.CloseSend())
	for err == nil {
		_, err = stream.Recv()
	}
	require.NotEqual(t, codes.Unauthenticated, status.Code(err), "%v", err)
	return status.Code(err)
}

// introduces is the first message of a stream: it is bound to the connection, and
// signed (Fabric: orderer/common/cluster, NodeClientStream.Auth).
func (c *consenter) introduces(t *testing.T, ctx context.Context, to uint64) *orderer.ClusterNodeServiceStepRequest {
	t.Helper()
	asks := &orderer.NodeAuthRequest{Timestamp: timestamppb.Now(), FromId: c.number, ToId: to, Channel: c.settings.Channel}
	at := binary.LittleEndian.AppendUint64(nil, uint64(asks.Timestamp.Seconds))
	from, into := strconv.FormatUint(asks.FromId, 10), strconv.FormatUint(asks.ToId, 10)
	fields := sha256.Sum256([]byte("0" + string(at) + from + into + asks.Channel))
	reached, is := peer.FromContext(ctx)
	require.True(t, is)
	secured := reached.AuthInfo.(credentials.TLSInfo).State
	var err error
	asks.SessionBinding, err = secured.ExportKeyingMaterial("orderer v3 authentication label", fields[:], 32)
	require.NoError(t, err)
	signed, err := asn1.Marshal(struct {
		Version        int64
		Timestamp      []byte
		FromID, ToID   string
		Channel        string
		SessionBinding []byte
	}{0, at, from, into, asks.Channel, asks.SessionBinding})
	require.NoError(t, err)
	digest := sha256.Sum256(signed)
	asks.Signature, err = c.sign(digest[:])
	require.NoError(t, err)
	return &orderer.ClusterNodeServiceStepRequest{Payload: &orderer.ClusterNodeServiceStepRequest_NodeAuthrequest{NodeAuthrequest: asks}}
}

// step is a message of a consenter, mostly one of the consensus. Each kind of those is
// a field of its own, 1 to 10, with numbers, texts and messages in it (SmartBFT:
// smartbftprotos).
func (d *dice) step() []byte {
	if d.IntN(5) == 0 {
		return d.message((&orderer.ClusterNodeServiceStepRequest{}).ProtoReflect().Descriptor(), deepest)
	}
	kind := protowire.AppendTag(nil, protowire.Number(1+d.IntN(10)), protowire.BytesType)
	said := protowire.AppendBytes(kind, d.anything(5))
	return d.f.bytes(&orderer.ClusterNodeServiceStepRequest{Payload: &orderer.ClusterNodeServiceStepRequest_NodeConrequest{
		NodeConrequest: &orderer.NodeConsensusRequest{Payload: said},
	}})
}

// anything is a message of which only the wire is known. In the consensus the first two
// fields are a view and a number in it; small ones are the likely ones.
func (d *dice) anything(depth int) []byte {
	var made []byte
	for number := range protowire.Number(5) {
		if d.IntN(4) == 0 {
			continue
		}
		if number < 2 && d.likely() || depth == 0 || d.IntN(3) == 0 {
			made = protowire.AppendTag(made, number+1, protowire.VarintType)
			made = protowire.AppendVarint(made, uint64(d.IntN(40)))
			continue
		}
		made = protowire.AppendTag(made, number+1, protowire.BytesType)
		made = protowire.AppendBytes(made, d.anything(depth-1))
	}
	return made
}
