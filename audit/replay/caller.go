package replay

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

// callerOf works out on whose behalf an identity acts, from its certificate alone,
// as the chaincode does.
func callerOf(identity block.Identity) (membership.Caller, error) {
	certificate, err := x509.ParseCertificate(identity.Certificate)
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the sender's certificate: %w", err)
	}
	attributes, err := attributesOf(certificate)
	if err != nil {
		return membership.Caller{}, err
	}
	key := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return membership.Caller{
		Host: identity.MSP, Key: hex.EncodeToString(key[:]),
		Party: attributes[membership.PartyAttribute], Operator: attributes[membership.OperatorAttribute] == "true",
	}, nil
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

// ReadCaller works out on whose behalf a key acts that a host has enrolled, from
// its certificate (DER) alone: as the chaincode does with a sender's.
func ReadCaller(host string, certificate []byte) (membership.Caller, error) {
	return callerOf(block.Identity{MSP: host, Certificate: certificate})
}
