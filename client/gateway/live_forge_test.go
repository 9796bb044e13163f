//go:build live

package gateway_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"os"
	"testing"

	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	api "github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
)

// forger makes transactions that no peer has endorsed, and has them ordered: all
// that it takes is a certificate of the channel.
type forger struct {
	t        testing.TB
	settings gateway.Settings
	identity client.Identity
	pair     tls.Certificate // the same, for connections
	sign     identity.Sign
	conn     *grpc.ClientConn
}

func newForger(t *testing.T, host string) *forger {
	t.Helper()
	f := &forger{t: t, settings: settings(t, host), identity: enrolled(t, newID(host))}
	var err error
	f.pair, err = tls.X509KeyPair(f.identity.Certificate, f.identity.Key)
	require.NoError(t, err)
	f.sign, err = identity.NewPrivateKeySign(f.pair.PrivateKey)
	require.NoError(t, err)
	f.conn = f.dial(f.settings.Peers[0])
	return f
}

// trust is whose TLS certificate is accepted of a peer or an orderer, and which is shown.
func (f *forger) trust(to gateway.Endpoint) *tls.Config {
	f.t.Helper()
	trust := trusting(f.t, to)
	trust.Certificates = []tls.Certificate{f.pair}
	return trust
}

// certificateHash is the hash of the certificate that is shown.
func (f *forger) certificateHash() []byte {
	sum := sha256.Sum256(f.pair.Leaf.Raw)
	return sum[:]
}

// signature signs bytes, whatever they are.
func (f *forger) signature(content []byte) []byte {
	digest := sha256.Sum256(content)
	signature, err := f.sign(digest[:])
	if err != nil {
		panic(err)
	}
	return signature
}

// creator is Fabric's form of the identity.
func (f *forger) creator() []byte {
	return f.bytes(&msp.SerializedIdentity{Mspid: f.identity.MSP, IdBytes: f.identity.Certificate})
}

// trusting is whose TLS certificate is accepted of a peer or an orderer.
func trusting(t testing.TB, to gateway.Endpoint) *tls.Config {
	t.Helper()
	root, err := os.ReadFile(to.TLSRoot)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(root))
	return &tls.Config{RootCAs: roots, ServerName: to.ServerName, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12}
}

// forged is a transaction in its layers, from the outside in. Each is made of the
// next, unless a change puts other bytes in its place.
type forged struct {
	channel   *common.ChannelHeader
	extension *peer.ChaincodeHeaderExtension
	actions   int
	data      []byte // instead of peer.Transaction
	payload   []byte // instead of peer.ChaincodeActionPayload
	bare      bool   // that payload is without an action
	response  []byte // instead of peer.ProposalResponsePayload
	made      []byte // instead of peer.ChaincodeAction
	action    *peer.ChaincodeAction
	results   []byte // instead of rwset.TxReadWriteSet
	sets      []*rwset.NsReadWriteSet
}

// change makes something of a transaction other than it should be.
type change func(*forged)

// envelope makes a signed transaction, and returns its id.
func (f *forger) envelope(changes ...change) (*common.Envelope, string) {
	f.t.Helper()
	sender := &common.SignatureHeader{Creator: f.creator(), Nonce: make([]byte, 24)}
	_, err := rand.Read(sender.Nonce)
	require.NoError(f.t, err)
	id := sha256.Sum256(append(sender.Nonce[:24:24], sender.Creator...))
	chaincode := &peer.ChaincodeID{Name: f.settings.Chaincode, Version: "1"}
	made := &forged{
		channel: &common.ChannelHeader{
			Type: int32(common.HeaderType_ENDORSER_TRANSACTION), ChannelId: f.settings.Channel,
			TxId: hex.EncodeToString(id[:]), Timestamp: timestamppb.Now(),
		},
		extension: &peer.ChaincodeHeaderExtension{ChaincodeId: chaincode},
		action:    &peer.ChaincodeAction{ChaincodeId: proto.Clone(chaincode).(*peer.ChaincodeID)},
		actions:   1,
	}
	for _, change := range changes {
		change(made)
	}
	made.channel.Extension = f.bytes(made.extension)
	header := &common.Header{ChannelHeader: f.bytes(made.channel), SignatureHeader: f.bytes(sender)}
	payload := f.bytes(&common.Payload{Header: header, Data: made.transaction(f, header)})
	return &common.Envelope{Payload: payload, Signature: f.signature(payload)}, made.channel.TxId
}

// transaction makes the inner layers. What the peers compare, the hash of what was
// asked, is right.
func (m *forged) transaction(f *forger, header *common.Header) []byte {
	if m.data != nil {
		return m.data
	}
	if m.action.Results = m.results; m.results == nil {
		m.action.Results = f.bytes(&rwset.TxReadWriteSet{NsRwset: m.sets})
	}
	asked := f.bytes(&peer.ChaincodeProposalPayload{Input: []byte{}, TransientMap: map[string][]byte{"a": nil}})
	hash := sha256.New()
	hash.Write(header.ChannelHeader)
	hash.Write(header.SignatureHeader)
	hash.Write(asked)
	if m.made == nil {
		m.made = f.bytes(m.action)
	}
	if m.response == nil {
		m.response = f.bytes(&peer.ProposalResponsePayload{ProposalHash: hash.Sum(nil), Extension: m.made})
	}
	if m.payload == nil {
		whole := &peer.ChaincodeActionPayload{ChaincodeProposalPayload: asked}
		if !m.bare {
			whole.Action = &peer.ChaincodeEndorsedAction{ProposalResponsePayload: m.response}
		}
		m.payload = f.bytes(whole)
	}
	transaction := &peer.Transaction{}
	for range m.actions {
		transaction.Actions = append(transaction.Actions, &peer.TransactionAction{Header: header.SignatureHeader, Payload: m.payload})
	}
	return f.bytes(transaction)
}

func (f *forger) bytes(message proto.Message) []byte {
	f.t.Helper()
	raw, err := proto.Marshal(message)
	require.NoError(f.t, err)
	return raw
}

// order has a transaction ordered.
func (f *forger) order(envelope *common.Envelope, id string) {
	f.t.Helper()
	_, err := api.NewGatewayClient(f.conn).Submit(within(f.t), &api.SubmitRequest{
		TransactionId: id, ChannelId: f.settings.Channel, PreparedTransaction: envelope,
	})
	require.NoError(f.t, err)
}

// writes lets a transaction write a key of a chaincode.
func (f *forger) writes(namespace, key string) change {
	return f.set(namespace, &kvrwset.KVRWSet{Writes: []*kvrwset.KVWrite{{Key: key, Value: []byte("1")}}})
}

// rules lets a transaction set the endorsement policy of a key.
func (f *forger) rules(namespace, key string) change {
	return f.set(namespace, &kvrwset.KVRWSet{MetadataWrites: []*kvrwset.KVMetadataWrite{{
		Key: key, Entries: []*kvrwset.KVMetadataEntry{{Name: peer.MetaDataKeys_VALIDATION_PARAMETER.String()}},
	}}})
}

func (f *forger) set(namespace string, set *kvrwset.KVRWSet) change {
	return func(m *forged) {
		m.sets = append(m.sets, &rwset.NsReadWriteSet{Namespace: namespace, Rwset: f.bytes(set)})
	}
}

// hides lets a transaction write a key of a private collection.
func (f *forger) hides(namespace, collection string) change {
	set := &kvrwset.HashedRWSet{HashedWrites: []*kvrwset.KVWriteHash{{KeyHash: make([]byte, 32), ValueHash: []byte{1}}}}
	return func(m *forged) {
		m.sets = append(m.sets, &rwset.NsReadWriteSet{Namespace: namespace, CollectionHashedRwset: []*rwset.CollectionHashedReadWriteSet{
			{CollectionName: collection, HashedRwset: f.bytes(set), PvtRwsetHash: make([]byte, 32)},
		}})
	}
}

// call sends a message to a service as it stands.
func call(ctx context.Context, conn *grpc.ClientConn, method string, message proto.Message) error {
	return conn.Invoke(ctx, method, message, &peer.ProposalResponse{})
}
