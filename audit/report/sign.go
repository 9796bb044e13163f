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
)

// ErrNotSigned is returned by Verify for a signature that is not that of this key
// over this content: one of the three was changed, or they do not belong together.
var ErrNotSigned = errors.New("the signature is not that of this key over this content")

// ErrExpired is returned by Sign for a certificate that is not valid at that time:
// nobody could believe what it signs.
var ErrExpired = errors.New("the certificate has expired, or is not valid yet")

// Sign signs a file with an identity's key at a time: ECDSA over the SHA-256 of its
// bytes, in ASN.1 DER. The signature stands apart from the file, and everybody can
// check it without this program, with the root certificate of the signer's host:
//
//	openssl verify -CAfile HOST.pem FILE.crt
//	openssl x509 -in FILE.crt -noout -subject -issuer
//	openssl x509 -in FILE.crt -pubkey -noout > key.pem
//	openssl dgst -sha256 -verify key.pem -signature report.html.sig report.html
//
// It refuses a key that is not the certificate's, one that is not ECDSA, and with
// ErrExpired a certificate that is not valid then.
func Sign(content []byte, identity client.Identity, at time.Time) ([]byte, error) {
	certificate, err := readCertificate(identity.Certificate)
	if err != nil {
		return nil, err
	}
	if at.Before(certificate.NotBefore) || at.After(certificate.NotAfter) {
		return nil, ErrExpired
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
