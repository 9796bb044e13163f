package keys

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"path/filepath"
	"time"

	"allianceregistry/network/internal/file"
)

// The files of a client's key pair.
const (
	ClientCertificate = "client.crt"
	ClientKey         = "client.key"
)

// MakeClient makes a client's key and its self-signed certificate, in a folder. A server
// that is to accept this one client trusts that certificate alone: a CA could issue
// others that would be accepted too.
func MakeClient(folder, name string, now time.Time) error {
	certificate, key, err := selfSigned(name, now)
	if err != nil {
		return err
	}
	return errors.Join(file.Write(filepath.Join(folder, ClientCertificate), certificate), file.Write(filepath.Join(folder, ClientKey), key))
}

// selfSigned returns a client's self-signed certificate and its key, PEM.
func selfSigned(name string, now time.Time) (certificate, private []byte, err error) {
	key, err := newKey()
	if err != nil {
		return nil, nil, err
	}
	self := Authority{key: lowS{key, &key.PublicKey}}
	signed, err := self.certify(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-backdate), NotAfter: now.AddDate(years, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}, key.Public())
	if err != nil {
		return nil, nil, err
	}
	private, err = keyPEM(key)
	return certificatePEM(signed), private, err
}
