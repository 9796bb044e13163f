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
// the attributes that a Fabric CA writes. A party "operator" acts for its host.
func identity(party string) (block.Identity, membership.Caller) {
	if found, there := identities.Load(party); there {
		return found.(known).identity, found.(known).caller
	}
	_, host, _ := strings.Cut(party, "@")
	seed := sha256.Sum256([]byte(party))
	key := ed25519.NewKeyFromSeed(seed[:])
	attrs, operator := map[string]string{membership.PartyAttribute: party}, strings.HasPrefix(party, "operator@")
	if operator {
		attrs[membership.OperatorAttribute] = "true"
	}
	attributes, _ := json.Marshal(map[string]any{"attrs": attrs}) // of texts: cannot fail
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
		block.Identity{MSP: mspOf(host), Certificate: der},
		membership.Caller{MSP: mspOf(host), Key: hex.EncodeToString(hash[:]), Party: party, Operator: operator},
	}
	identities.Store(party, made)
	return made.identity, made.caller
}

// mspOf is the MSP ID of a host, which is the same but for two.
func mspOf(host string) string {
	switch host {
	case "org1.msp":
		return "Org1MSP"
	case "org2-example.msp":
		return "Org2.Example"
	}
	return host
}
