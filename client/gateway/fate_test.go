package gateway

import (
	"context"
	"crypto/tls"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/discovery"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/client"
	"allianceregistry/client/conformance"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// What became of a transaction is never guessed. The places that have it ordered
// are the two peers' gateways.
func TestFates(t *testing.T) {
	t.Parallel()
	conformance.RunFates(t, newCast(t).open)
}

func TestDisputes(t *testing.T) {
	t.Parallel()
	conformance.RunDisputes(t, newCast(t).open)
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
}

const nameOfAll = "peer"

func newCast(t *testing.T) cast {
	t.Helper()
	certificate, key := certified(t, nameOfAll)
	root := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(root, certificate, 0o600))
	pair, err := tls.X509KeyPair(certificate, key)
	require.NoError(t, err)
	return cast{root, pair, client.Identity{MSP: "industry", Certificate: certificate, Key: key}}
}

// open opens a ledger on a network of peers.
func (c cast) open(t *testing.T, network *conformance.Network) (client.Ledger, func()) {
	t.Helper()
	settings := Settings{Host: "industry", MSPID: "industry", Channel: blocktest.ChannelID, Chaincode: "registry"}
	var ends []func()
	for i, host := range conformance.HostNames()[:len(network.Endorsing)] {
		address, end := (&actor{Actor: conformance.Actor{Network: network, Number: i}}).listen(t, c.pair)
		ends = append(ends, end)
		settings.Peers = append(settings.Peers, Endpoint{
			Name: nameOfAll + "." + host, Host: host, MSPID: host, ServerName: nameOfAll, TLSRoot: c.root, Address: address,
		})
	}
	ledger, err := Open(settings, c.identity, WithWaitLimit(network.Patience()), WithAnswerLimit(20*time.Second),
		func(l *failover.Limits) {
			l.Order, l.Send = 2*time.Second, 3*time.Second
			l.Polling = failover.Polling{After: 20 * time.Millisecond, Every: 50 * time.Millisecond, Resend: 150 * time.Millisecond}
		})
	require.NoError(t, err)
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
	discovery.UnimplementedDiscoveryServer

	conformance.Actor
}

// listen returns the address at which the peer listens, and what ends it.
func (a *actor) listen(t *testing.T, pair tls.Certificate) (address string, end func()) {
	t.Helper()
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&pair)))
	peer.RegisterEndorserServer(server, a)
	gateway.RegisterGatewayServer(server, a)
	discovery.RegisterDiscoveryServer(server, a)
	return a.Serve(t, server)
}

func (a *actor) ProcessProposal(ctx context.Context, signed *peer.SignedProposal) (*peer.ProposalResponse, error) {
	answer, err := a.Answer(ctx, func(number int) string { return argumentOf(signed, number) }, blockWith)
	response := answered(answer.Status, answer.Message, answer.Payload)
	response.Payload = answer.Payload // enough of a result
	return response, err
}

// blockWith is a block of one transaction.
func blockWith(tx, code string) []byte {
	channel := blocktest.NewRaft("industry")
	call := channel.Call(channel.Hosts[0], "registry", "Decide")
	call.ID = tx
	return blocktest.Edit(channel.Append(call.Envelope()), func(e *blocktest.Editor) { e.SetCode(0, code) })
}

func (a *actor) Endorse(ctx context.Context, request *gateway.EndorseRequest) (*gateway.EndorseResponse, error) {
	const first = "failed to endorse transaction, see attached details for more info"
	switch a.Network.Endorsing[a.Number] {
	case conformance.ChaincodeDown:
		return nil, detailed(codes.Aborted, first, notLaunched)
	case conformance.Busy:
		return nil, status.Error(codes.Unknown, crowded)
	case conformance.Rejects:
		return nil, detailed(codes.PermissionDenied, "access denied")
	case conformance.Refuses:
		return nil, detailed(codes.Aborted, first, "chaincode response 500, "+taken.Error())
	case conformance.RefusesElse:
		return nil, detailed(codes.Aborted, first, "chaincode response 500, "+(&refusal.Error{Code: refusal.SealStale}).Error())
	case conformance.Breaks:
		return nil, a.BreakOff(ctx)
	}
	if err := a.collect(request.GetEndorsingOrganizations()); err != nil {
		return nil, err
	}
	return &gateway.EndorseResponse{PreparedTransaction: prepare(request.GetProposedTransaction())}, nil
}

// collect has others endorse what this peer did: these hosts, or the first that the policy
// wants.
func (a *actor) collect(hosts []string) error {
	names := conformance.HostNames()[:len(a.Network.Endorsing)]
	if hosts == nil && a.Network.Needs > 0 {
		others := slices.Delete(slices.Clone(names), a.Number, a.Number+1)
		hosts = others[:a.Network.Needs-1]
	}
	const few = "failed to collect enough transaction endorsements, see attached details for more info"
	for _, host := range hosts {
		switch trouble := a.Network.Endorsing[slices.Index(names, host)]; {
		case trouble == conformance.Refuses:
			return detailed(codes.Aborted, few, "chaincode response 500, "+taken.Error())
		case trouble == conformance.ChaincodeDown:
			return detailed(codes.Aborted, few, notLaunched)
		case trouble != a.Network.Endorsing[a.Number]:
			return detailed(codes.Aborted, few, mismatch)
		}
	}
	return nil
}

// Discover says that any hosts may endorse that are enough.
func (a *actor) Discover(context.Context, *discovery.SignedRequest) (*discovery.Response, error) {
	return policyOf(conformance.HostNames()[:len(a.Network.Endorsing)], a.Network.Needs), nil
}

func (a *actor) Submit(ctx context.Context, request *gateway.SubmitRequest) (*gateway.SubmitResponse, error) {
	const unsuccessful = "received unsuccessful response from orderer: status="
	switch a.Network.Order(request.GetTransactionId()) {
	case conformance.Acknowledges, conformance.Forgets:
		return &gateway.SubmitResponse{}, nil
	case conformance.BreaksBefore, conformance.BreaksAfter:
		return nil, a.BreakOff(ctx)
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
	_, code, err := a.Await(ctx, func() []string { return []string{asked.GetTransactionId()} })
	return &gateway.CommitStatusResponse{Result: peer.TxValidationCode(peer.TxValidationCode_value[code]), BlockNumber: 7}, err
}
