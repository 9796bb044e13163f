package signin

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"net/http"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/internal/reading"
)

// Certificate is one by which a person signs in: one of its three fields. All have to come from
// the authority that the server is given.
type Certificate struct {
	// SHA256 is that of the certificate, PublicKey that of its public key (DER), in hex: that
	// one stays when the certificate is renewed for the same key.
	SHA256    string `json:"sha256,omitempty"`
	PublicKey string `json:"publicKey,omitempty"`
	// Subject is its whole subject, as RFC 2253 writes it: "CN=Li Lei,O=Cisco,C=CN".
	Subject string `json:"subject,omitempty"`
}

func (c *Certificate) check(id string) error {
	given := 0
	for _, hash := range []*string{&c.SHA256, &c.PublicKey} {
		if *hash == "" {
			continue
		}
		given++
		if *hash = reading.Hex(*hash); !isHash(*hash) {
			return problem("signin.hash", "id", id, "value", *hash)
		}
	}
	if c.Subject != "" {
		given++
	}
	if given != 1 {
		return problem("signin.certificate", "id", id)
	}
	return nil
}

// fits reports whether a certificate is the one that is meant.
func (c *Certificate) fits(shown *x509.Certificate) bool {
	return c != nil && (c.SHA256 != "" && c.SHA256 == hashOf(shown.Raw) ||
		c.PublicKey != "" && c.PublicKey == hashOf(shown.RawSubjectPublicKeyInfo) ||
		c.Subject != "" && c.Subject == subjectOf(shown))
}

// subjectOf is the whole subject: pkix.Name keeps one common name of several.
func subjectOf(shown *x509.Certificate) string {
	var subject pkix.RDNSequence
	if rest, err := asn1.Unmarshal(shown.RawSubject, &subject); err != nil || len(rest) > 0 {
		return ""
	}
	return subject.String()
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// shown is the certificate by which a request comes: verified when the connection was made, and
// still in force; nil for none.
func shown(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	now := time.Now()
	for _, one := range r.TLS.VerifiedChains[0] {
		if now.Before(one.NotBefore) || now.After(one.NotAfter) {
			return nil
		}
	}
	return r.TLS.PeerCertificates[0]
}

// proof is what a request shows of a certificate; empty for none.
func proof(r *http.Request) string {
	certificate := shown(r)
	if certificate == nil {
		return ""
	}
	return hashOf(certificate.Raw)
}

// TLS is how a server speaks: with the certificate and the key of two files, TLS 1.2 or later.
// It asks browsers for a certificate of the authority in a third file, if one is named. One that
// another issued is refused before anything is asked for. Sessions of TLS are not resumed, so
// each connection shows its certificate.
func TLS(certificate, key, clientCA string) (*tls.Config, error) {
	if err := private.Check(key); err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, problem("signin.tls", "certificate", certificate, "key", key, "cause", err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true}
	if clientCA == "" {
		return c, nil
	}
	authorities, err := input.ReadFile(clientCA, maxFile)
	if err != nil {
		return nil, err
	}
	c.ClientCAs, c.ClientAuth = x509.NewCertPool(), tls.VerifyClientCertIfGiven
	if !c.ClientCAs.AppendCertsFromPEM(authorities) {
		return nil, problem("signin.ca", "file", clientCA)
	}
	return c, nil
}
