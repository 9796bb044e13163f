//go:build live

package network

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// throughGateway has a member come by the program that is built with -tags gateway, from its
// enrollment on, under a policy that wants both organizations.
func (e *existing) throughGateway(founder, trial string) {
	e.t.Helper()
	program := filepath.Join(e.folder, "alliance-gateway")
	out, err := exec.CommandContext(e.t.Context(), "go", "build", "-tags", "gateway", "-o", program, "../client/cmd/alliance").CombinedOutput()
	require.NoError(e.t, err, string(out))
	visitor := e.party("visitor", 0)
	secret := e.register(0, visitor)
	e.shell(0, "alliance-gateway() { "+Quote(program)+` "$@"; }`,
		fmt.Sprintf("alliance-gateway enroll %s --connection gateway.yaml --channel mychannel --chaincode registry --secret-file %s", visitor, secret),
		"alliance-gateway party register -p "+visitor+" --kind enterprise --name en=Visitor",
		"alliance-gateway join "+trial+" -p "+visitor+" --class member")
	require.Contains(e.t, e.shell(0, Quote(program)+" roster "+trial+" -p "+visitor+" -o csv"), founder)
	e.shell(0, "alliance endorse "+trial+" "+visitor+" -p "+founder+" --for") // whose program is the other build
}

// refusesFalseTime sends a transaction that is dated five minutes ahead. No peer of
// Fabric 2.5 compares that with its clock, and one of 3.x with the sample's settings allows it: it
// is the chaincode's service that does not answer.
func (e *existing) refusesFalseTime() {
	e.t.Helper()
	root, err := os.ReadFile(e.tlsRoot(0))
	require.NoError(e.t, err)
	roots := x509.NewCertPool()
	require.True(e.t, roots.AppendCertsFromPEM(root))
	connection, err := grpc.NewClient(fmt.Sprintf("localhost:%d", existingBase+51), grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: roots})))
	require.NoError(e.t, err)
	defer connection.Close()
	ask := func(at time.Time) *peer.Response {
		answer, err := peer.NewEndorserClient(connection).ProcessProposal(e.t.Context(), e.dated(at))
		require.NoError(e.t, err)
		return answer.GetResponse()
	}
	require.EqualValues(e.t, common.Status_SUCCESS, ask(time.Now()).GetStatus())
	for _, by := range []time.Duration{5 * time.Minute, -5 * time.Minute} {
		refused := ask(time.Now().Add(by))
		require.NotEqualValues(e.t, common.Status_SUCCESS, refused.GetStatus())
		require.Contains(e.t, refused.GetMessage(), "CHAINCODE_TIME_WINDOW")
	}
}

// dated is a question that a user of the first organization signs, with any time.
func (e *existing) dated(at time.Time) *peer.SignedProposal {
	e.t.Helper()
	user := filepath.Join(e.folder, "crypto", "peerOrganizations", "org1.example.com", "users", "User1@org1.example.com", "msp")
	certificate, err := os.ReadFile(filepath.Join(user, "signcerts", "User1@org1.example.com-cert.pem"))
	require.NoError(e.t, err)
	key, err := os.ReadFile(filepath.Join(user, "keystore", "priv_sk"))
	require.NoError(e.t, err)
	private, err := identity.PrivateKeyFromPEM(key)
	require.NoError(e.t, err)
	sign, err := identity.NewPrivateKeySign(private)
	require.NoError(e.t, err)

	bytes := func(m proto.Message) []byte {
		encoded, err := proto.Marshal(m)
		require.NoError(e.t, err)
		return encoded
	}
	creator := bytes(&msp.SerializedIdentity{Mspid: e.msps[0], IdBytes: certificate})
	nonce := []byte(rand.Text())
	txID := sha256.Sum256(append(slices.Clone(nonce), creator...))
	chaincode := &peer.ChaincodeID{Name: "registry"}
	proposal := bytes(&peer.Proposal{
		Header: bytes(&common.Header{
			ChannelHeader: bytes(&common.ChannelHeader{
				Type: int32(common.HeaderType_ENDORSER_TRANSACTION), ChannelId: "mychannel", Timestamp: timestamppb.New(at),
				TxId: hex.EncodeToString(txID[:]), Extension: bytes(&peer.ChaincodeHeaderExtension{ChaincodeId: chaincode}),
			}),
			SignatureHeader: bytes(&common.SignatureHeader{Creator: creator, Nonce: nonce}),
		}),
		Payload: bytes(&peer.ChaincodeProposalPayload{Input: bytes(&peer.ChaincodeInvocationSpec{
			ChaincodeSpec: &peer.ChaincodeSpec{ChaincodeId: chaincode, Input: &peer.ChaincodeInput{Args: [][]byte{[]byte("Version")}}},
		})}),
	})
	digest := sha256.Sum256(proposal)
	signature, err := sign(digest[:])
	require.NoError(e.t, err)
	return &peer.SignedProposal{ProposalBytes: proposal, Signature: signature}
}
