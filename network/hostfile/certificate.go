package hostfile

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"allianceregistry/network/words"
)

// certificateType is what a certificate is called in PEM.
const certificateType = "CERTIFICATE"

// place is where a certificate stands in a file.
type place struct {
	at   string
	text *string
}

// places returns where certificates stand, in order.
func (f *File) places() []place {
	all := []place{
		{"members.ca", &f.Members.CA},
		{"members.tlsCA", &f.Members.TLSCA},
		{"members.above", &f.Members.Above},
		{"members.aboveCA", &f.Members.AboveCA},
		{"members.aboveTLSCA", &f.Members.AboveTLSCA},
		{"members.clients", &f.Members.Clients},
		{"ordering.ca", &f.Ordering.CA},
		{"ordering.tlsCA", &f.Ordering.TLSCA},
		{"ordering.above", &f.Ordering.Above},
		{"ordering.aboveCA", &f.Ordering.AboveCA},
		{"ordering.aboveTLSCA", &f.Ordering.AboveTLSCA},
		{"ordering.clients", &f.Ordering.Clients},
	}
	for i := range f.Orderers {
		orderer := &f.Orderers[i]
		all = append(all, place{ordererPlace(i, "identity"), &orderer.Identity}, place{ordererPlace(i, "tls"), &orderer.TLS})
	}
	return append(all, place{"signature.certificate", &f.Signature.Certificate})
}

func ordererPlace(index int, field string) string {
	return fmt.Sprintf("orderers[%d].%s", index, field)
}

// normalize brings what can be written in several ways into one form, so that equal
// meanings are signed as equal texts. It returns the certificates by their places.
func (f *File) normalize() (map[string]*x509.Certificate, error) {
	f.Until = f.Until.UTC()
	f.Peers = append([]Peer{}, f.Peers...) // no list is an empty list
	f.Orderers = append([]Orderer{}, f.Orderers...)
	certificates := map[string]*x509.Certificate{}
	for _, place := range f.places() {
		if *place.text == "" {
			continue
		}
		certificate, err := parseCertificate(*place.text)
		if err != nil {
			return nil, words.Of("hostfile.certificate", "at", place.at)
		}
		certificates[place.at] = certificate
		*place.text = string(pem.EncodeToMemory(&pem.Block{Type: certificateType, Bytes: certificate.Raw}))
	}
	return certificates, nil
}

// parseCertificate parses a text that is one certificate and nothing else.
func parseCertificate(text string) (*x509.Certificate, error) {
	text = strings.TrimSpace(text)
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != certificateType || len(block.Headers) > 0 || len(rest) > 0 ||
		!strings.HasPrefix(text, "-----BEGIN "+certificateType) || strings.Count(text, "-----BEGIN") > 1 {
		return nil, fmt.Errorf("not one certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

// issued reports whether one certificate was issued by another.
func issued(certificate, by *x509.Certificate) bool {
	return bytes.Equal(certificate.RawIssuer, by.RawSubject) && certificate.CheckSignatureFrom(by) == nil
}

// sameKey reports whether two certificates are for one key.
func sameKey(one, other *x509.Certificate) bool {
	return bytes.Equal(one.RawSubjectPublicKeyInfo, other.RawSubjectPublicKeyInfo)
}

// usableKey reports whether Fabric can use a certificate's key.
func usableKey(certificate *x509.Certificate) bool {
	key, isECDSA := certificate.PublicKey.(*ecdsa.PublicKey)
	return isECDSA && (key.Curve == elliptic.P256() || key.Curve == elliptic.P384())
}

// hasUnit reports whether a certificate gives its owner a role: Fabric reads it from the
// organizational unit.
func hasUnit(certificate *x509.Certificate, role string) bool {
	for _, unit := range certificate.Subject.OrganizationalUnit {
		if unit == role {
			return true
		}
	}
	return false
}

// mayServe reports whether a TLS certificate is good for a server that also calls others,
// as an orderer does.
func mayServe(certificate *x509.Certificate) bool {
	server, client := len(certificate.ExtKeyUsage) == 0, len(certificate.ExtKeyUsage) == 0
	for _, usage := range certificate.ExtKeyUsage {
		server = server || usage == x509.ExtKeyUsageServerAuth || usage == x509.ExtKeyUsageAny
		client = client || usage == x509.ExtKeyUsageClientAuth || usage == x509.ExtKeyUsageAny
	}
	return server && client && !certificate.IsCA
}

// Keys returns the public keys in the file: the host's own, of its authorities, orderers and
// administrator; and those of the roots above them, which may certify other hosts too.
func (f File) Keys() (own, above []string, err error) {
	certificates, err := f.normalize()
	if err != nil {
		return nil, nil, words.Of("hostfile.fault", "cause", err)
	}
	for _, place := range f.places() {
		certificate := certificates[place.at]
		switch {
		case certificate == nil:
		case strings.HasSuffix(place.at, ".above"):
			above = append(above, string(certificate.RawSubjectPublicKeyInfo))
		default:
			own = append(own, string(certificate.RawSubjectPublicKeyInfo))
		}
	}
	return own, above, nil
}
