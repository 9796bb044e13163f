package sdk

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/discovery"
	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"allianceregistry/client"
	"allianceregistry/client/conformance"
	"allianceregistry/client/internal/failover"
)

// What became of a transaction is never guessed. The places that have it ordered
// are two orderers.
func TestFates(t *testing.T) {
	cast := newCast(t)
	conformance.RunFates(t, cast.open, conformance.Absent, conformance.Forbidden)
}

func TestFindings(t *testing.T) { conformance.RunFindings(t, newCast(t).open) }

// cast is what all networks of the suite have in common. The orderers' connections
// are not encrypted: it is not what this is about, and takes time.
type cast struct {
	folder, root string
	pair         tls.Certificate // of the peers
	peers        credentials.TransportCredentials
	identity     client.Identity
}

func newCast(t *testing.T) cast {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "peer"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	c := cast{folder: t.TempDir(), identity: identity(t), pair: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
	// They ask who connects.
	c.peers = credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{c.pair}, ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS12,
	})
	c.root = filepath.Join(c.folder, "root.pem")
	require.NoError(t, os.WriteFile(c.root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return c
}

func TestDisputes(t *testing.T) { conformance.RunDisputes(t, newCast(t).open) }

// open opens a ledger on a network of peers and two orderers.
func (c cast) open(t *testing.T, network *conformance.Network) (client.Ledger, func()) {
	t.Helper()
	var channel, organizations, peers, orderers strings.Builder
	var ends []func()
	for i := range network.Endorsing {
		address, end := (&actor{Actor: conformance.Actor{Network: network, Number: i}}).listen(t, c.peers)
		ends = append(ends, end)
		host := conformance.HostNames()[i]
		fmt.Fprintf(&channel, "peer.%s: {}, ", host)
		fmt.Fprintf(&organizations, "  %[1]s: {mspid: %[1]s, cryptoPath: none, peers: [peer.%[1]s]}\n", host)
		fmt.Fprintf(&peers, "  peer.%s: {url: \"grpcs://%s\", tlsCACerts: {path: %s}}\n", host, address, c.root)
	}
	for i := range 2 {
		address, end := (&actor{Actor: conformance.Actor{Network: network, Number: i}}).listen(t, insecure.NewCredentials())
		ends = append(ends, end)
		fmt.Fprintf(&orderers, "  orderer%d: {url: \"grpc://%s\", grpcOptions: {allow-insecure: true}}\n", i+1, address)
	}
	file, err := os.CreateTemp(c.folder, "connection-*.yaml")
	require.NoError(t, err)
	_, err = fmt.Fprintf(file, `
client: {organization: industry}
channels:
  registry:
    orderers: [orderer1, orderer2]
    peers: {%s}
organizations:
%speers:
%sorderers:
%s`, channel.String(), organizations.String(), peers.String(), orderers.String())
	require.NoError(t, errors.Join(err, file.Close()))
	ledger, err := Open(Settings{Connection: file.Name(), Channel: "registry", Chaincode: "registry"}, c.identity,
		WithWaitLimit(network.Patience()), WithAnswerLimit(20*time.Second), func(o *choices) {
			o.connect, o.register, o.shuffled = 20*time.Second, 100*time.Millisecond, inOrder
			o.limits.Order, o.limits.Send = 2*time.Second, 3*time.Second
			o.limits.Polling = failover.Polling{
				After: 20 * time.Millisecond, Busy: 50 * time.Millisecond, Every: 50 * time.Millisecond, Resend: 150 * time.Millisecond,
			}
		})
	require.NoError(t, err)
	ledger.members.known = believed{}
	return ledger, func() {
		_ = ledger.Close() // of no matter here
		for _, end := range ends {
			end()
		}
	}
}

// inOrder leaves things in their order: what is chosen can be told beforehand.
func inOrder(count int) []int {
	numbers := make([]int, count)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// believed are members of a channel who are believed whatever they sign.
type believed struct{}

func (believed) Validate([]byte) error               { return nil }
func (believed) Verify([]byte, []byte, []byte) error { return nil }
func (believed) ContainsMSP(string) bool             { return true }

// actor is a peer or an orderer that acts as a network says.
type actor struct {
	peer.UnimplementedEndorserServer
	orderer.UnimplementedAtomicBroadcastServer

	conformance.Actor
}

// listen returns the address at which the actor listens, and what ends it.
func (a *actor) listen(t *testing.T, security credentials.TransportCredentials) (address string, end func()) {
	t.Helper()
	server := grpc.NewServer(grpc.Creds(security))
	peer.RegisterEndorserServer(server, a)
	peer.RegisterDeliverServer(server, &peerStreams{actor: a})
	discovery.RegisterDiscoveryServer(server, a)
	orderer.RegisterAtomicBroadcastServer(server, a)
	return a.Serve(t, server)
}

func (a *actor) ProcessProposal(ctx context.Context, signed *peer.SignedProposal) (*peer.ProposalResponse, error) {
	arguments := argumentsOf(signed)
	answer, err := a.Answer(ctx, func(number int) string { return string(arguments[number]) }, blockWith)
	response := responded(answer.Status, answer.Message, answer.Payload)
	response.Endorsement = endorsementOf(conformance.HostNames()[a.Number])
	return response, err
}

// Discover answers that as many hosts have to endorse as the policy needs; all where it
// needs none.
func (a *actor) Discover(context.Context, *discovery.SignedRequest) (*discovery.Response, error) {
	hosts := conformance.HostNames()[:len(a.Network.Endorsing)]
	all := &discovery.Peers{}
	for _, host := range hosts {
		all.Peers = append(all.Peers, discovered(host, "peer."+host+":7051", 7))
	}
	needs := a.Network.Needs
	if needs == 0 {
		needs = len(hosts)
	}
	return describing(map[string]*discovery.Peers{"all": all}, map[string]uint32{"all": uint32(needs)}), nil // #nosec G115 -- a test's
}

func responded(code int32, message string, payload []byte) *peer.ProposalResponse {
	response := &peer.Response{Status: code, Message: message, Payload: payload}
	result := encodedAs(&peer.ProposalResponsePayload{Extension: encodedAs(&peer.ChaincodeAction{Response: response})})
	return &peer.ProposalResponse{Response: response, Payload: result, Endorsement: &peer.Endorsement{}}
}

// endorsementOf names a peer of that host as the one who signed.
func endorsementOf(host string) *peer.Endorsement {
	return &peer.Endorsement{Endorser: encodedAs(&msp.SerializedIdentity{Mspid: host})}
}

// blockWith is a block of one transaction.
func blockWith(tx, code string) []byte {
	header := encodedAs(&common.ChannelHeader{TxId: tx})
	payload := encodedAs(&common.Payload{Header: &common.Header{ChannelHeader: header}})
	metadata := make([][]byte, common.BlockMetadataIndex_TRANSACTIONS_FILTER+1)
	metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = []byte{byte(peer.TxValidationCode_value[code])}
	return encodedAs(&common.Block{
		Header:   &common.BlockHeader{Number: 7},
		Data:     &common.BlockData{Data: [][]byte{encodedAs(&common.Envelope{Payload: payload})}},
		Metadata: &common.BlockMetadata{Metadata: metadata},
	})
}

func encodedAs(message protoadapt.MessageV1) []byte {
	raw, err := proto.Marshal(protoadapt.MessageV2Of(message))
	if err != nil {
		panic(err) // a test's
	}
	return raw
}

// argumentsOf are a proposal's arguments, the function first.
func argumentsOf(signed *peer.SignedProposal) [][]byte {
	proposal, payload, spec := &peer.Proposal{}, &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{}
	if err := errors.Join(unmarshal(signed.GetProposalBytes(), proposal), unmarshal(proposal.GetPayload(), payload), unmarshal(payload.GetInput(), spec)); err != nil {
		panic(err) // a test's
	}
	return spec.GetChaincodeSpec().GetInput().GetArgs()
}

// Broadcast takes one transaction.
func (a *actor) Broadcast(stream orderer.AtomicBroadcast_BroadcastServer) error {
	envelope, err := stream.Recv()
	if err != nil {
		return err
	}
	tx, err := transactionID(encodedAs(envelope))
	if err != nil {
		return err
	}
	answer := &orderer.BroadcastResponse{Status: common.Status_SUCCESS}
	switch a.Network.Order(tx) {
	case conformance.BreaksBefore, conformance.BreaksAfter:
		return a.BreakOff(stream.Context())
	case conformance.SilentBefore, conformance.SilentAfter:
		<-stream.Context().Done()
		return nil
	case conformance.UnavailableFirst, conformance.UnavailableAfter:
		answer.Status = common.Status_SERVICE_UNAVAILABLE
	case conformance.Internal:
		answer.Status = common.Status_INTERNAL_SERVER_ERROR
	case conformance.Absent:
		answer.Status = common.Status_NOT_FOUND
	case conformance.Forbidden:
		answer.Status = common.Status_FORBIDDEN
	}
	return stream.Send(answer)
}

// peerStreams are a peer's streams of blocks.
type peerStreams struct {
	peer.UnimplementedDeliverServer
	*actor
}

// DeliverFiltered brings the block with the one transaction that was ordered.
func (p *peerStreams) DeliverFiltered(stream peer.Deliver_DeliverFilteredServer) error {
	block := func(number uint64, transactions ...*peer.FilteredTransaction) *peer.DeliverResponse {
		return &peer.DeliverResponse{Type: &peer.DeliverResponse_FilteredBlock{
			FilteredBlock: &peer.FilteredBlock{ChannelId: "registry", Number: number, FilteredTransactions: transactions},
		}}
	}
	if err := stream.Send(block(6)); err != nil {
		return err
	}
	tx, code, err := p.Await(stream.Context(), p.Network.Ordered)
	if err != nil {
		return err
	}
	err = stream.Send(block(7, &peer.FilteredTransaction{
		Txid: tx, Type: common.HeaderType_ENDORSER_TRANSACTION, TxValidationCode: peer.TxValidationCode(peer.TxValidationCode_value[code]),
	}))
	<-stream.Context().Done()
	return err
}
