//go:build live

package sdk_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// actor is a party on the live network with all its ways to act.
type actor struct {
	id string
	client.Identity
	*client.Client
	ledger *sdk.Ledger
}

// acting connects with an identity, without asking whose it is.
func acting(t *testing.T, id string, identity client.Identity) actor {
	t.Helper()
	ledger := open(t, identity)
	return actor{id: id, Identity: identity, Client: client.New(ledger, client.WithAttempts(20)), ledger: ledger}
}

// entered registers a new party at a host.
func entered(t *testing.T, host string) actor {
	t.Helper()
	id := newID(host)
	a := acting(t, id, minted(t, host, newPrivateKey(t), map[string]string{membership.PartyAttribute: id}))
	a.does(t, newParty(""))
	return a
}

// does sends a transaction and waits until all hosts have it: what another
// party does next may rest on it.
func (a actor) does(t *testing.T, transaction membership.Transaction) membership.Event {
	t.Helper()
	receipt, err := a.Submit(t.Context(), transaction)
	require.NoError(t, err)
	settled(t, a.ledger)
	return receipt.Event
}

// refused wants a refusal with a code, and only that.
func (a actor) refused(t *testing.T, code refusal.Code, transaction membership.Transaction) {
	t.Helper()
	_, err := a.Submit(t.Context(), transaction)
	requireRefusal(t, code, err)
}

func requireRefusal(t *testing.T, code refusal.Code, err error) {
	t.Helper()
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, code, denied.Code, "%v", err)
}

// settled waits until all peers' chains are equally high.
func settled(t *testing.T, ledger *sdk.Ledger) uint64 {
	t.Helper()
	var height uint64
	require.Eventually(t, func() bool {
		heights := ledger.Heights(context.Background())
		if len(heights) < len(world{}.Hosts()) {
			return false
		}
		height = heights[len(heights)-1]
		return heights[0] == height
	}, 20*time.Second, 10*time.Millisecond)
	return height
}

// unchanged runs what must leave no trace at all: no host's chain grows by it,
// so nothing on the ledger can have changed.
func unchanged(t *testing.T, ledger *sdk.Ledger, try func()) {
	t.Helper()
	before := settled(t, ledger)
	try()
	time.Sleep(500 * time.Millisecond) // twice what a block takes to come
	require.Equal(t, before, settled(t, ledger), "a block came of it")
}

// answerOf is the answer to a question, as the peer wrote it.
func answerOf[R any](t *testing.T, ledger *sdk.Ledger, question membership.Query[R]) string {
	t.Helper()
	answer, err := ledger.Evaluate(t.Context(), question.Name(), encoded(question))
	require.NoError(t, err)
	return string(answer)
}

func newPrivateKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// attributesOID is where Fabric CA keeps an identity's attributes in its
// certificate.
var attributesOID = asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}

// minted is what whoever has the key of a host's certificate authority can make:
// a certificate with any attributes for any key.
func minted(t *testing.T, host string, key *ecdsa.PrivateKey, attributes map[string]string) client.Identity {
	t.Helper()
	folder := filepath.Join("..", "..", ".network", networkName, "crypto", "peerOrganizations", host, "ca")
	authority, err := x509.ParseCertificate(decoded(t, filepath.Join(folder, "ca."+host+"-cert.pem")))
	require.NoError(t, err)
	signer, err := x509.ParsePKCS8PrivateKey(decoded(t, filepath.Join(folder, "priv_sk")))
	require.NoError(t, err)
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	require.NoError(t, err)
	value, err := json.Marshal(map[string]any{"attrs": attributes})
	require.NoError(t, err)
	certificate, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "minted", OrganizationalUnit: []string{"client"}},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: attributesOID, Value: value}},
	}, authority, key.Public(), signer)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return client.Identity{
		MSP:         host,
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
	}
}

// privateKey is an identity's key.
func privateKey(t *testing.T, identity client.Identity) *ecdsa.PrivateKey {
	t.Helper()
	block, _ := pem.Decode(identity.Key)
	require.NotNil(t, block)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	return key.(*ecdsa.PrivateKey)
}

func decoded(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	block, _ := pem.Decode(content)
	require.NotNil(t, block, path)
	return block.Bytes
}

// foundedBy has founders found an alliance: two votes for decide all, at once
// but for an expulsion, which is voted on for the shortest period that there is.
// Proposals may be voted by an earlier roster.
func foundedBy(t *testing.T, founders ...actor) string {
	t.Helper()
	pass := charter.Expression{Votes: charter.CountFor, AtLeast: "2"}
	soon := charter.Rule{Voting: "PT1H", Early: true, Pass: pass, LockOut: charter.LockOutAccepted}
	timed := charter.Rule{Voting: "PT10S", Pass: pass, LockOut: charter.LockOutAccepted}
	c := charter.Charter{
		Schema: 1, Founders: "member", RecordDate: "P1D",
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member"}, Kinds: []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Vote, charter.ProposeRight},
		}},
		Rules: charter.Rules{charter.Admit: &soon, charter.Suspend: &soon, charter.Reinstate: &soon, charter.Expel: &timed},
	}
	digest, err := c.Digest()
	require.NoError(t, err)
	founding := membership.FoundAlliance{
		Request: newRequest(), Slug: "hostile-" + newRequest(), Names: form.Names{"en": "Trial alliance"}, Charter: c,
	}
	for _, founder := range founders {
		founding.Founders = append(founding.Founders, founder.id)
	}
	alliance := founders[0].does(t, founding).Alliance
	for _, founder := range founders[1:] {
		founder.does(t, membership.Consent{Request: newRequest(), Alliance: alliance, Charter: digest})
	}
	return alliance
}

func voting(proposal string, position charter.Position) membership.Endorse {
	return membership.Endorse{Request: newRequest(), Proposal: proposal, Position: position}
}

// joining has a new party apply for membership; it is the subject.
func joining(t *testing.T, alliance string) (applicant actor, proposal string) {
	t.Helper()
	applicant = entered(t, "industry")
	return applicant, applicant.does(t, membership.Join{Request: newRequest(), Alliance: alliance, Class: "member"}).Proposal
}

// enveloped signs a transaction that all peers have endorsed.
func enveloped(t *testing.T, made *sdk.Proposed) *fab.SignedEnvelope {
	t.Helper()
	require.Empty(t, made.Refusals())
	envelope, err := made.Envelope(len(world{}.Hosts()), nil)
	require.NoError(t, err)
	return envelope
}

// sends has an envelope ordered and returns where it stands in the chain.
func (a actor) sends(t *testing.T, made *sdk.Proposed, envelope *fab.SignedEnvelope) client.Place {
	t.Helper()
	before := settled(t, a.ledger)
	require.NoError(t, a.ledger.Broadcast(t.Context(), envelope))
	seen, err := a.ledger.Sightings(t.Context(), made.Tx, before, 1)
	require.NoError(t, err)
	require.Len(t, seen, 1)
	settled(t, a.ledger)
	return seen[0]
}

// proposes has all peers run a transaction that says it was made at a time, and
// keeps it to itself.
func (a actor) proposes(t *testing.T, at time.Time, transaction membership.Transaction) *sdk.Proposed {
	t.Helper()
	return a.proposesAt(t, timestamppb.New(at), transaction)
}

// proposesAt is proposes, also at a time that is none.
func (a actor) proposesAt(t *testing.T, at *timestamppb.Timestamp, transaction membership.Transaction) *sdk.Proposed {
	t.Helper()
	whole, err := a.Complete(t.Context(), transaction)
	require.NoError(t, err)
	made, err := a.ledger.ProposeAt(t.Context(), at, whole.Name(), encoded(whole))
	require.NoError(t, err)
	return made
}
