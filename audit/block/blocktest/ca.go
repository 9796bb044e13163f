package blocktest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"
)

// century is how long certificates last, unless the test wants otherwise.
const century = 100 * 365 * 24 * time.Hour

// CA is an organization's certificate authority.
type CA struct {
	// Signer is the authority itself: its MSP is the organization's.
	Signer
	revoked []x509.RevocationListEntry
	serial  int64
}

// NewCA makes an authority for an organization.
func NewCA(organization string) *CA {
	ca := &CA{Signer: Signer{MSP: organization, Key: newKey()}, serial: 1}
	template := ca.template("ca."+organization, "", time.Now().Add(-time.Hour), time.Now().Add(century))
	template.IsCA = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	raw, err := x509.CreateCertificate(rand.Reader, template, template, ca.Key.Public(), ca.Key)
	must(err)
	ca.Certificate = raw
	return ca
}

// Issue makes an identity with a role's unit: client, peer, admin, orderer.
func (ca *CA) Issue(name, unit string) Signer {
	return ca.IssueFor(name, unit, time.Now().Add(-time.Hour), time.Now().Add(century))
}

// IssueFor makes an identity whose certificate holds from one time to another.
func (ca *CA) IssueFor(name, unit string, from, until time.Time) Signer {
	parent, err := x509.ParseCertificate(ca.Certificate)
	must(err)
	key := newKey()
	raw, err := x509.CreateCertificate(rand.Reader, ca.template(name, unit, from, until), parent, key.Public(), ca.Key)
	must(err)
	return Signer{MSP: ca.MSP, Certificate: raw, Key: key}
}

// Revoke adds certificates to the authority's list, and gives the list (DER). A
// channel learns of it by Reconfigure only.
func (ca *CA) Revoke(signers ...Signer) []byte {
	for _, signer := range signers {
		certificate, err := x509.ParseCertificate(signer.Certificate)
		must(err)
		ca.revoked = append(ca.revoked, x509.RevocationListEntry{
			SerialNumber:   certificate.SerialNumber,
			RevocationTime: time.Now(),
		})
	}
	parent, err := x509.ParseCertificate(ca.Certificate)
	must(err)
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number:                    big.NewInt(int64(len(ca.revoked))),
		ThisUpdate:                time.Now().Add(-time.Minute),
		NextUpdate:                time.Now().Add(century),
		RevokedCertificateEntries: ca.revoked,
	}, parent, ca.Key)
	must(err)
	return raw
}

// template is a certificate's content.
func (ca *CA) template(name, unit string, from, until time.Time) *x509.Certificate {
	ca.serial++
	subject := pkix.Name{CommonName: name, Organization: []string{ca.MSP}}
	if unit != "" {
		subject.OrganizationalUnit = []string{unit}
	}
	public, err := x509.MarshalPKIXPublicKey(ca.Key.Public())
	must(err)
	key := sha256.Sum256(public)
	return &x509.Certificate{
		SerialNumber:          big.NewInt(ca.serial),
		Subject:               subject,
		NotBefore:             from,
		NotAfter:              until,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		AuthorityKeyId:        key[:],
		SubjectKeyId:          subjectKey(name, key[:], ca.Certificate == nil),
	}
}

// subjectKey is the authority's own key id for itself, another for whom it issues.
func subjectKey(name string, authority []byte, self bool) []byte {
	if self {
		return authority
	}
	id := sha256.Sum256([]byte(name))
	return id[:]
}

// newKey makes a key of the kind that Fabric's programs make.
func newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	return key
}
