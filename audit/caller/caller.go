// Package caller reads from a sender's certificate on whose behalf it acts, as the
// chaincode does, for all who look at what was sent: the replay, the index, and whoever
// checks a signed report.
package caller

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"allianceregistry/audit/block"
	"allianceregistry/membership"
)

// attributesOID is the certificate extension in which Fabric CA keeps attributes,
// as JSON (fabric-ca: lib/attrmgr).
var attributesOID = asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}

// Read works out on whose behalf an identity acts, from its certificate alone. Which host
// its MSP is says the ledger, and is left open. With an error comes what could be read.
func Read(identity block.Identity) (membership.Caller, error) {
	who := membership.Caller{MSP: identity.MSP}
	certificate, err := x509.ParseCertificate(identity.Certificate)
	if err != nil {
		return who, fmt.Errorf("read the sender's certificate: %w", err)
	}
	key := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	who.Key = hex.EncodeToString(key[:])
	attributes, err := attributesOf(certificate)
	who.Party = attributes[membership.PartyAttribute]
	who.Operator = attributes[membership.OperatorAttribute] == "true"
	return who, err
}

// attributesOf reads a certificate's attributes; one without them has none.
func attributesOf(certificate *x509.Certificate) (map[string]string, error) {
	for _, extension := range certificate.Extensions {
		if !extension.Id.Equal(attributesOID) {
			continue
		}
		var list struct {
			Attrs map[string]string `json:"attrs"`
		}
		if err := json.Unmarshal(extension.Value, &list); err != nil {
			return nil, fmt.Errorf("read the attributes of the sender's certificate: %w", err)
		}
		return list.Attrs, nil
	}
	return nil, nil
}
