package client

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// Identity is a key enrolled at a host, with its certificate.
type Identity struct {
	// MSP is the ID of the MSP whose certificate authority issued the certificate. Which
	// host that is says the ledger.
	MSP string
	// Certificate and Key are PEM (X.509, PKCS #8).
	Certificate []byte
	Key         []byte
}

// KeyHash returns the SHA-256 of the public key (DER, SubjectPublicKeyInfo) in
// lower-case hex: the name under which the ledger knows the key.
func (i Identity) KeyHash() (string, error) {
	certificate, err := i.certificate()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:]), nil
}

// Expires returns when the certificate ends: hosts take nothing by it afterwards.
func (i Identity) Expires() (time.Time, error) {
	certificate, err := i.certificate()
	if err != nil {
		return time.Time{}, err
	}
	return certificate.NotAfter, nil
}

func (i Identity) certificate() (*x509.Certificate, error) {
	block, _ := pem.Decode(i.Certificate)
	if block == nil {
		return nil, errors.New("the certificate is not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return certificate, nil
}

// Check returns an error unless the certificate is one for the key.
func (i Identity) Check() error {
	_, err := tls.X509KeyPair(i.Certificate, i.Key)
	return err
}
