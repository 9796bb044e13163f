package contract_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// attributes is the extension in which Fabric CA writes an identity's attributes.
var attributes = asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}

// identity is a certificate as a host's CA issues it.
type identity struct {
	creator []byte // what the peer hands to the chaincode
	key     string // SHA-256 of the public key
	private *ecdsa.PrivateKey
}

// enrolled is an identity of a host, for a party.
func enrolled(t *testing.T, host, party string) identity {
	t.Helper()
	extension, err := json.Marshal(map[string]any{"attrs": map[string]string{
		"hf.EnrollmentID": "somebody", "registry.party": party,
	}})
	require.NoError(t, err)
	return certified(t, host, newKey(t), extension)
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// certified makes a certificate for a key; a nil extension leaves it out.
func certified(t *testing.T, host string, key *ecdsa.PrivateKey, extension []byte) identity {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "somebody"},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	if extension != nil {
		template.ExtraExtensions = []pkix.Extension{{Id: attributes, Value: extension}}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	creator, err := proto.Marshal(&msp.SerializedIdentity{Mspid: host, IdBytes: text})
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	sum := sha256.Sum256(public)
	return identity{creator, hex.EncodeToString(sum[:]), key}
}
