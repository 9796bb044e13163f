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
)

// ErrNotSigned is returned by Verify for a signature that is not that of this key
// over this content: one of the three was changed, or they do not belong together.
var ErrNotSigned = errors.New("the signature is not that of this key over this content")

// ErrExpired is returned by Sign for a certificate that is not valid at that time:
// nobody could believe what it signs.
var ErrExpired = errors.New("the certificate has expired, or is not valid yet")

// Sign signs a file with a certificate's key at a time: ECDSA over the SHA-256 of its
// bytes, in ASN.1 DER. Certificate and key are PEM (X.509, PKCS #8). The signature stands apart from the file, and everybody can
// check it without this program, with the root certificate of the signer's host:
//
//	openssl verify -CAfile HOST.pem FILE.crt
//	openssl x509 -in FILE.crt -noout -subject -issuer
//	openssl x509 -in FILE.crt -pubkey -noout > key.pem
//	openssl dgst -sha256 -verify key.pem -signature report.html.sig report.html
//
// It refuses a key that is not the certificate's, one that is not ECDSA, and with
// ErrExpired a certificate that is not valid then.
func Sign(content, certificate, key []byte, at time.Time) ([]byte, error) {
	signer, err := readCertificate(certificate)
	if err != nil {
		return nil, err
	}
	if at.Before(signer.NotBefore) || at.After(signer.NotAfter) {
		return nil, ErrExpired
	}
	block, _ := pem.Decode(key)
	if block == nil {
		return nil, errors.New("the key is not PEM")
	}
	read, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	private, ok := read.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the key is no ECDSA key but %T", read)
	}
	if !private.PublicKey.Equal(signer.PublicKey) {
		return nil, errors.New("the key is not the certificate's")
	}
	digest := sha256.Sum256(content)
	return ecdsa.SignASN1(rand.Reader, private, digest[:])
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
