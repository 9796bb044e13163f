package sdk

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"allianceregistry/client"
)

// identity is one that no authority enrolled.
func identity(t *testing.T) client.Identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "somebody"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return client.Identity{
		MSP:         "industry",
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
	}
}

// deafAddress is an address on which nobody listens.
func deafAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

// deafProfile is the connection profile of a network of which nothing runs.
func deafProfile(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	root := filepath.Join(folder, "root.pem")
	require.NoError(t, os.WriteFile(root, identity(t).Certificate, 0o600))
	profile := fmt.Sprintf(`
client: {organization: industry}
channels:
  registry:
    orderers: [orderer1]
    peers: {peer.academia: {}, peer.industry: {}, peer.org1: {}}
organizations:
  industry: {mspid: industry, cryptoPath: none, peers: [peer.industry], certificateAuthorities: [ca.industry]}
  academia: {mspid: academia, cryptoPath: none, peers: [peer.academia]}
  Org1: {mspid: Org1MSP, cryptoPath: none, peers: [peer.org1], certificateAuthorities: [ca.industry]}
orderers:
  orderer1: {url: "grpcs://%[2]s", tlsCACerts: {path: %[1]s}}
peers:
  peer.industry: {url: "grpcs://%[3]s", tlsCACerts: {path: %[1]s}}
  peer.academia: {url: "grpcs://%[4]s", tlsCACerts: {path: %[1]s}}
  peer.org1: {url: "grpcs://%[6]s", tlsCACerts: {path: %[1]s}}
certificateAuthorities:
  ca.industry: {url: "https://%[5]s", caName: ca.industry, tlsCACerts: {path: %[1]s}}
`, root, deafAddress(t), deafAddress(t), deafAddress(t), deafAddress(t), deafAddress(t))
	path := filepath.Join(folder, "connection.yaml")
	require.NoError(t, os.WriteFile(path, []byte(profile), 0o600))
	return path
}

func TestOpen(t *testing.T) {
	profile, somebody, other := deafProfile(t), identity(t), identity(t)
	for name, c := range map[string]struct {
		connection, channel, host string
		key                       []byte
		fault                     string
	}{
		"ok/nothing runs": {profile, "registry", "industry", somebody.Key, ""},
		"ok/an organization whose name is not its MSP ID": {profile, "registry", "Org1MSP", somebody.Key, ""},
		"fail/its name":        {profile, "registry", "Org1", somebody.Key, "MSP Org1: it names no organization"},
		"fail/no profile":      {profile + "x", "registry", "industry", somebody.Key, "read the connection profile"},
		"fail/another's key":   {profile, "registry", "industry", other.Key, "private key does not match public key"},
		"fail/no key":          {profile, "registry", "industry", nil, "the identity's certificate and key"},
		"fail/unknown host":    {profile, "registry", "elsewhere", somebody.Key, "MSP elsewhere"},
		"fail/unknown channel": {profile, "elsewhere", "industry", somebody.Key, "names no peers for the channel"},
	} {
		t.Run(name, func(t *testing.T) {
			ledger, err := Open(Settings{Connection: c.connection, Channel: c.channel, Chaincode: "registry"},
				client.Identity{MSP: c.host, Certificate: somebody.Certificate, Key: c.key})
			if c.fault != "" {
				require.ErrorContains(t, err, c.fault)
				return
			}
			require.NoError(t, err)
			require.NoError(t, ledger.Close())
		})
	}
}

func TestAs(t *testing.T) {
	opened, err := Open(Settings{Connection: deafProfile(t), Channel: "registry", Chaincode: "registry"}, identity(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()

	other, err := opened.As(identity(t))
	require.NoError(t, err)
	first, err := opened.propose("registry", "Version")
	require.NoError(t, err)
	second, err := other.propose("registry", "Version")
	require.NoError(t, err)
	require.NotEqual(t, creatorOf(t, first), creatorOf(t, second), "each signs with its own key")

	require.NoError(t, other.Close())
	_, err = opened.peers.All()[0].conns.conn(deafAddress(t), []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())})
	require.NoError(t, err, "the one that was opened still works")

	foreign := identity(t)
	foreign.MSP = "academia"
	_, err = opened.As(foreign)
	require.ErrorContains(t, err, "academia")
	mixed := identity(t)
	mixed.Key = foreign.Key
	_, err = opened.As(mixed)
	require.ErrorContains(t, err, "the identity's certificate and key")
}

// creatorOf is who made a proposal, as the peers see it.
func creatorOf(t *testing.T, proposal *fab.TransactionProposal) []byte {
	t.Helper()
	header, signed := &common.Header{}, &common.SignatureHeader{}
	require.NoError(t, unmarshal(proposal.Header, header))
	require.NoError(t, unmarshal(header.GetSignatureHeader(), signed))
	return signed.GetCreator()
}

// Nothing of the network runs: each call says so, soon, and as a fault that had
// no effect.
func TestNetworkDown(t *testing.T) {
	ledger, err := Open(Settings{Connection: deafProfile(t), Channel: "registry", Chaincode: "registry"}, identity(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, ledger.Close()) }()
	require.Equal(t, "industry", ledger.peers.All()[0].MSPID(), "the own host's peer comes first")
	for name, c := range map[string]struct {
		call  func(context.Context) error
		phase client.Phase
	}{
		"fail/submit":   {func(ctx context.Context) error { _, err := ledger.Submit(ctx, "Version", nil); return err }, client.Propose},
		"fail/evaluate": {func(ctx context.Context) error { _, err := ledger.Evaluate(ctx, "Version", nil); return err }, client.Query},
		"fail/find":     {func(ctx context.Context) error { _, err := ledger.Find(ctx, "a"); return err }, client.Query},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			err := c.call(context.Background())
			var fault *client.Fault
			require.ErrorAs(t, err, &fault)
			require.Equal(t, c.phase, fault.Phase)
			require.Equal(t, client.Unavailable, fault.Kind)
			require.Less(t, time.Since(began), 5*time.Second)

			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			require.ErrorIs(t, c.call(ctx), context.Canceled)
		})
	}
}

// A transaction that no orderer took is told from one that may be on its way.
func TestNoOrderer(t *testing.T) {
	ledger, err := Open(Settings{Connection: deafProfile(t), Channel: "registry", Chaincode: "registry"}, identity(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, ledger.Close()) }()
	ledger.options.limits.Order = 300 * time.Millisecond
	proposal, err := ledger.propose("registry", "Version")
	require.NoError(t, err)
	watching := ledger.events.watch(string(proposal.TxnID))
	defer watching.stop()
	_, err = ledger.commit(context.Background(), string(proposal.TxnID), transactionOf(t, proposal), watching)
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Order, fault.Phase)
	require.Equal(t, client.Unavailable, fault.Kind)
	require.Equal(t, string(proposal.TxnID), fault.Tx)
}

func TestEnrollUnreachable(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	defer func() {
		left, err := os.ReadDir(folder)
		require.NoError(t, err)
		require.Empty(t, left, "nothing is left on disk")
	}()
	profile := deafProfile(t)
	_, err := Enroll(context.Background(), profile, "industry", "somebody@industry", "secret")
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Connect, fault.Phase)
	require.True(t, fault.Retryable())
	require.NotContains(t, err.Error(), "secret")

	_, err = Enroll(context.Background(), profile, "elsewhere", "somebody@elsewhere", "secret")
	require.ErrorContains(t, err, "elsewhere")
}
