package index

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"

	"allianceregistry/audit/block"
	"allianceregistry/membership"
)

// attributesOID is the certificate extension in which a Fabric CA writes attributes
// (fabric-ca: lib/attrmgr, AttrOID).
var attributesOID = asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}

// callerOf is what a sender's certificate says, as the chaincode reads it. Of one
// that cannot be read only the host is known.
func callerOf(sender block.Identity) membership.Caller {
	who := membership.Caller{Host: sender.MSP}
	certificate, err := x509.ParseCertificate(sender.Certificate)
	if err != nil {
		return who
	}
	key := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	who.Key = hex.EncodeToString(key[:])
	for _, extension := range certificate.Extensions {
		var said struct {
			Attributes map[string]string `json:"attrs"`
		}
		if extension.Id.Equal(attributesOID) && json.Unmarshal(extension.Value, &said) == nil {
			who.Party = said.Attributes[membership.PartyAttribute]
			who.Operator = said.Attributes[membership.OperatorAttribute] == "true"
		}
	}
	return who
}

// callers remembers what certificates say: most transactions come from few.
type callers map[string]membership.Caller

// maxCallers bounds what is remembered.
const maxCallers = 10_000

func (c callers) get(sender block.Identity) membership.Caller {
	key := sender.MSP + "\x00" + string(sender.Certificate)
	who, found := c[key]
	if !found {
		if len(c) >= maxCallers {
			clear(c)
		}
		who = callerOf(sender)
		c[key] = who
	}
	return who
}
