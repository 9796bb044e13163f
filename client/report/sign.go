package report

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"allianceregistry/client"
	"allianceregistry/client/audit"
)

// ErrNotSigned is returned by Verify for a signature that is not that of this key
// over this content: one of the three was changed, or they do not belong together.
var ErrNotSigned = errors.New("the signature is not that of this key over this content")

// Sign signs a file with an identity's key: ECDSA over the SHA-256 of its bytes, in
// ASN.1 DER. The signature stands apart from the file, and everybody can check it
// without this program:
//
//	openssl x509 -in FILE.crt -pubkey -noout > key.pem
//	openssl dgst -sha256 -verify key.pem -signature report.html.sig report.html
//
// It refuses a key that is not the certificate's, and one that is not ECDSA.
func Sign(content []byte, identity client.Identity) ([]byte, error) {
	certificate, err := readCertificate(identity.Certificate)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(identity.Key)
	if block == nil {
		return nil, errors.New("the key is not PEM")
	}
	read, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	key, ok := read.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the key is no ECDSA key but %T", read)
	}
	if !key.PublicKey.Equal(certificate.PublicKey) {
		return nil, errors.New("the key is not the certificate's")
	}
	digest := sha256.Sum256(content)
	return ecdsa.SignASN1(rand.Reader, key, digest[:])
}

// Signer is whose key signed a file, as its certificate says. Whether the
// certificate is to be believed is not looked at: compare Key with what the ledger
// or the signer tells by another way, or check the issuer.
type Signer struct {
	// Party is the party that the host enrolled the key for, empty if for none.
	Party   string `json:"party,omitempty"`
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
	// Key is the SHA-256 of the public key in lower-case hex, as the ledger names it.
	Key      string    `json:"key"`
	NotAfter time.Time `json:"notAfter"`
}

// Verify checks a signature of Sign's by the signer's certificate (PEM), and tells
// whose it is. It fails with ErrNotSigned if the signature does not belong to both.
// No clock is asked: a certificate that expired since then still tells who signed.
func Verify(content, signature, certificate []byte) (Signer, error) {
	read, err := readCertificate(certificate)
	if err != nil {
		return Signer{}, err
	}
	key, ok := read.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return Signer{}, fmt.Errorf("the certificate's key is no ECDSA key but %T", read.PublicKey)
	}
	digest := sha256.Sum256(content)
	if !ecdsa.VerifyASN1(key, digest[:], signature) {
		return Signer{}, ErrNotSigned
	}
	caller, err := audit.ReadCaller("", read.Raw)
	if err != nil {
		return Signer{}, err
	}
	return Signer{
		Party: caller.Party, Subject: read.Subject.String(), Issuer: read.Issuer.String(), Key: caller.Key,
		NotAfter: read.NotAfter,
	}, nil
}

func readCertificate(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the certificate is not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return certificate, nil
}
