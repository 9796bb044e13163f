package gateway

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"math/bits"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/discovery"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	grpcpeer "google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// fakePeer is a peer that listens on loopback and behaves as a test wants. What is
// not set works.
type fakePeer struct {
	peer.UnimplementedEndorserServer
	peer.UnimplementedDeliverServer
	gateway.UnimplementedGatewayServer

	// says is what its chaincode answers: the words of a failure, or none. gone is
	// the error of a service that does not even run it.
	says string
	gone error
	// unendorsed, unordered and code are what its gateway comes to.
	unendorsed, unordered error
	code                  peer.TxValidationCode
	result                string // to which it comes
	silent                bool   // nothing is ever reported
	late                  bool   // its gateway waits for another peer
	hangs                 bool   // it does not answer
	finds                 bool   // it has the transaction that was endorsed last
	endorsed              atomic.Value
	// blocks are its chain, which it serves from first on, until there is one less
	// than ends, if that is set.
	blocks      [][]byte
	first, ends int
	asked       atomic.Int32 // questions to the chaincode
	submitted   atomic.Int32 // transactions, signed
	read        atomic.Int32 // streams of blocks
	// tampers is what it makes of the transaction that it is to prepare; tried is the last
	// proposal that it was asked to run.
	tampers func(f *fakePeer, honest *common.Envelope) *common.Envelope
	tried   atomic.Pointer[peer.SignedProposal]
	// lets is the certificate, PEM, of the only client that it talks to; of all if
	// empty.
	lets []byte
}

func (f *fakePeer) ProcessProposal(ctx context.Context, signed *peer.SignedProposal) (*peer.ProposalResponse, error) {
	if f.hangs {
		<-ctx.Done()
	}
	if f.gone != nil {
		return nil, f.gone
	}
	function := functionOf(signed)
	switch function {
	case "GetChainInfo":
		raw, err := proto.Marshal(&common.BlockchainInfo{Height: uint64(len(f.blocks)), CurrentBlockHash: []byte("now"), PreviousBlockHash: []byte("then")})
		return answered(200, "", raw), err
	case "GetBlockByTxID":
		if f.finds {
			return answered(200, "", f.found()), nil
		}
		return answered(500, "Failed to get block for txID 00, error no such transaction ID [00] in index", nil), nil
	}
	f.asked.Add(1)
	f.tried.Store(signed)
	if f.says != "" {
		return answered(500, f.says, nil), nil
	}
	response := answered(200, "", []byte(function))
	response.Payload = []byte(f.result)
	return response, nil
}

func answered(status int32, message string, payload []byte) *peer.ProposalResponse {
	return &peer.ProposalResponse{Response: &peer.Response{Status: status, Message: message, Payload: payload}}
}

// functionOf is the function that a proposal names.
func functionOf(signed *peer.SignedProposal) string { return argumentOf(signed, 0) }

// argumentOf is one argument of a proposal; the first is the function.
func argumentOf(signed *peer.SignedProposal, number int) string {
	proposal, payload, spec := &peer.Proposal{}, &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{}
	if proto.Unmarshal(signed.GetProposalBytes(), proposal) != nil ||
		proto.Unmarshal(proposal.GetPayload(), payload) != nil ||
		proto.Unmarshal(payload.GetInput(), spec) != nil || len(signed.GetSignature()) == 0 {
		return "?"
	}
	return string(spec.GetChaincodeSpec().GetInput().GetArgs()[number])
}

// found is the block with the transaction that was endorsed last, its second.
func (f *fakePeer) found() []byte {
	channel := blocktest.NewRaft("industry")
	call := channel.Call(channel.Hosts[0], "registry", "Decide")
	call.ID, _ = f.endorsed.Load().(string)
	return channel.Append(call.Envelope())
}

func (f *fakePeer) Endorse(ctx context.Context, request *gateway.EndorseRequest) (*gateway.EndorseResponse, error) {
	f.endorsed.Store(request.GetTransactionId())
	if f.late {
		<-ctx.Done()
		time.Sleep(time.Second) // the caller's clock may be the later one
	}
	envelope := prepare(request.GetProposedTransaction())
	if f.tampers != nil {
		envelope = f.tampers(f, envelope)
	}
	return &gateway.EndorseResponse{PreparedTransaction: envelope}, f.unendorsed
}

func (f *fakePeer) Submit(context.Context, *gateway.SubmitRequest) (*gateway.SubmitResponse, error) {
	f.submitted.Add(1)
	return &gateway.SubmitResponse{}, f.unordered
}

func (f *fakePeer) CommitStatus(ctx context.Context, _ *gateway.SignedCommitStatusRequest) (*gateway.CommitStatusResponse, error) {
	if f.silent {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return &gateway.CommitStatusResponse{Result: f.code, BlockNumber: 7}, nil
}

func (f *fakePeer) Deliver(stream peer.Deliver_DeliverServer) error {
	f.read.Add(1)
	request, err := stream.Recv()
	if err != nil {
		return err
	}
	payload, seek := &common.Payload{}, &orderer.SeekInfo{}
	if err := proto.Unmarshal(request.GetPayload(), payload); err != nil {
		return err
	}
	if err := proto.Unmarshal(payload.GetData(), seek); err != nil {
		return err
	}
	if f.lets != nil && !bound(stream.Context(), payload.GetHeader().GetChannelHeader()) {
		return stream.Send(&peer.DeliverResponse{Type: &peer.DeliverResponse_Status{Status: common.Status_BAD_REQUEST}})
	}
	from := int(seek.GetStart().GetSpecified().GetNumber()) // #nosec G115 -- a test's
	if from < f.first || from > len(f.blocks) {
		return stream.Send(&peer.DeliverResponse{Type: &peer.DeliverResponse_Status{Status: common.Status_NOT_FOUND}})
	}
	for i := from; i < len(f.blocks); i++ {
		if f.ends > 0 && i >= f.ends {
			return status.Error(codes.Unavailable, "going down")
		}
		block := &common.Block{}
		if err := proto.Unmarshal(f.blocks[i], block); err != nil {
			return err
		}
		if err := stream.Send(&peer.DeliverResponse{Type: &peer.DeliverResponse_Block{Block: block}}); err != nil {
			return err
		}
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

// bound reports whether a request names the certificate that its connection shows, as
// peers want where they ask for one.
func bound(ctx context.Context, header []byte) bool {
	from, _ := grpcpeer.FromContext(ctx)
	shown := sha256.Sum256(from.AuthInfo.(credentials.TLSInfo).State.PeerCertificates[0].Raw)
	channel := &common.ChannelHeader{}
	return proto.Unmarshal(header, channel) == nil && bytes.Equal(channel.GetTlsCertHash(), shown[:])
}

// detailed is a gateway's failure with what each peer said.
func detailed(code codes.Code, message string, details ...string) error {
	s := status.New(code, message)
	for _, detail := range details {
		s, _ = s.WithDetails(protoadapt.MessageV1Of(&gateway.ErrorDetail{MspId: "industry", Message: detail}))
	}
	return s.Err()
}

// certified is a key and a certificate of its own for a name, in PEM.
func certified(t *testing.T, name string) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
}

// listen has a fake peer listen until the test ends; a nil one is nowhere.
func (f *fakePeer) listen(t *testing.T, host string) Endpoint { return f.listenAs(t, host, f) }

// listenAs is listen with another gateway.
func (f *fakePeer) listenAs(t *testing.T, host string, serves gateway.GatewayServer) Endpoint {
	t.Helper()
	name := "peer." + host
	certificate, key := certified(t, name)
	root := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(root, certificate, 0o600))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	endpoint := Endpoint{Name: name, Host: host, MSPID: host, Address: listener.Addr().String(), ServerName: name, TLSRoot: root}
	if f == nil {
		require.NoError(t, listener.Close())
		return endpoint
	}
	pair, err := tls.X509KeyPair(certificate, key)
	require.NoError(t, err)
	security := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if f.lets != nil {
		security.ClientAuth, security.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		require.True(t, security.ClientCAs.AppendCertsFromPEM(f.lets))
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(security)))
	peer.RegisterEndorserServer(server, f)
	peer.RegisterDeliverServer(server, f)
	gateway.RegisterGatewayServer(server, serves)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return endpoint
}

// policyOf says that so many of these hosts have to endorse, whichever.
func policyOf(hosts []string, needed int) *discovery.Response {
	groups := map[string]*discovery.Peers{}
	for _, host := range hosts {
		groups["of "+host] = &discovery.Peers{Peers: []*discovery.Peer{{Identity: encode(&msp.SerializedIdentity{Mspid: host})}}}
	}
	var layouts []*discovery.Layout
	for choice := range 1 << len(hosts) {
		if bits.OnesCount(uint(choice)) != needed {
			continue
		}
		quantities := map[string]uint32{}
		for i, host := range hosts {
			if choice&(1<<i) != 0 {
				quantities["of "+host] = 1
			}
		}
		layouts = append(layouts, &discovery.Layout{QuantitiesByGroup: quantities})
	}
	return &discovery.Response{Results: []*discovery.QueryResult{{Result: &discovery.QueryResult_CcQueryRes{
		CcQueryRes: &discovery.ChaincodeQueryResult{Content: []*discovery.EndorsementDescriptor{{EndorsersByGroups: groups, Layouts: layouts}}},
	}}}}
}

// prepare is a transaction as a gateway prepares it of a proposal, with an answer in it.
func prepare(signed *peer.SignedProposal) *common.Envelope {
	proposal, header, input := &peer.Proposal{}, &common.Header{}, &peer.ChaincodeProposalPayload{}
	decode(signed.GetProposalBytes(), proposal)
	decode(proposal.GetHeader(), header)
	decode(proposal.GetPayload(), input)
	return &common.Envelope{Payload: encode(&common.Payload{Header: header, Data: encode(&peer.Transaction{
		Actions: []*peer.TransactionAction{{Header: header.GetSignatureHeader(), Payload: encode(&peer.ChaincodeActionPayload{
			ChaincodeProposalPayload: encode(&peer.ChaincodeProposalPayload{Input: input.GetInput()}),
			Action: &peer.ChaincodeEndorsedAction{ProposalResponsePayload: encode(&peer.ProposalResponsePayload{
				Extension: encode(&peer.ChaincodeAction{Response: &peer.Response{Status: 200, Payload: []byte("the answer")}}),
			})},
		})}},
	})})}
}

func encode(message proto.Message) []byte {
	raw, err := proto.Marshal(message)
	if err != nil {
		panic(err) // a test's
	}
	return raw
}

func decode(raw []byte, message proto.Message) {
	if err := proto.Unmarshal(raw, message); err != nil {
		panic(err) // a test's
	}
}

// fakes are the settings of a client of industry whose own peer is the first.
func fakes(t *testing.T, own *fakePeer, others ...*fakePeer) (Settings, client.Identity) {
	t.Helper()
	settings := Settings{Host: "industry", MSPID: "industry", Channel: blocktest.ChannelID, Chaincode: "registry"}
	for i, other := range others {
		settings.Peers = append(settings.Peers, other.listen(t, []string{"academia", "association"}[i]))
	}
	settings.Peers = append(settings.Peers, own.listen(t, "industry"))
	certificate, key := certified(t, "cisco@industry")
	return settings, client.Identity{MSP: "industry", Certificate: certificate, Key: key}
}

// openFakes opens a ledger with short limits.
func openFakes(t *testing.T, own *fakePeer, others ...*fakePeer) *Ledger {
	t.Helper()
	return openFakesWith(t, failover.DefaultLimits().Silence, own, others...)
}

// openFakesWith is openFakes with a limit for the silence of a stream of blocks.
func openFakesWith(t *testing.T, silence time.Duration, own *fakePeer, others ...*fakePeer) *Ledger {
	t.Helper()
	settings, identity := fakes(t, own, others...)
	ledger, err := Open(settings, identity, WithAnswerLimit(5*time.Second), func(l *failover.Limits) {
		l.Wait, l.Order, l.Silence = l.Polling.After+time.Second, 300*time.Millisecond, silence
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = ledger.Close() }) // a test may have closed it
	return ledger
}
