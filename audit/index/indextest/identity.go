package indextest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"
	"sync"

	"allianceregistry/audit/block"
	"allianceregistry/membership"
)

type known struct {
	identity block.Identity
	caller   membership.Caller
}

var identities sync.Map

// identity is a party's: a key that follows from its id, and a certificate with
// the attribute that a Fabric CA writes.
func identity(party string) (block.Identity, membership.Caller) {
	if found, there := identities.Load(party); there {
		return found.(known).identity, found.(known).caller
	}
	_, host, _ := strings.Cut(party, "@")
	seed := sha256.Sum256([]byte(party))
	key := ed25519.NewKeyFromSeed(seed[:])
	attributes, _ := json.Marshal(map[string]any{"attrs": map[string]string{membership.PartyAttribute: party}}) // of texts: cannot fail
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: party}, NotBefore: Epoch, NotAfter: Epoch.AddDate(50, 0, 0),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: attributes}},
	}
	der, err := x509.CreateCertificate(bytes.NewReader(seed[:]), template, template, key.Public(), key)
	if err != nil {
		panic(err) // of a template that is always the same
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		panic(err)
	}
	hash := sha256.Sum256(public)
	made := known{
		block.Identity{MSP: host, Certificate: der},
		membership.Caller{Host: host, Key: hex.EncodeToString(hash[:]), Party: party},
	}
	identities.Store(party, made)
	return made.identity, made.caller
}
