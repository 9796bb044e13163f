package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"

	"allianceregistry/network/words"
)

// LoadRoot parses the certificate and the key, PEM, of a root that an organization brings.
// "Root" is what it is to the organization: a CA that another one certified will do. The key
// may be of any kind that Go signs certificates with, in PKCS #8, SEC 1 or PKCS #1.
func LoadRoot(certificate, key []byte, now time.Time) (*Authority, error) {
	block, _ := pem.Decode(certificate)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, words.Of("root.certificate")
	}
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, words.Of("root.certificate")
	}
	signer, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	public, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
	switch {
	case !root.IsCA, root.KeyUsage != 0 && root.KeyUsage&x509.KeyUsageCertSign == 0:
		return nil, words.Of("root.authority")
	case root.MaxPathLenZero:
		return nil, words.Of("root.path")
	case !ok || !public.Equal(root.PublicKey):
		return nil, words.Of("root.pair")
	case now.Before(root.NotBefore):
		return nil, words.Of("root.early", "time", root.NotBefore.UTC().Format(time.DateTime))
	case now.After(root.NotAfter):
		return nil, words.Of("root.expired", "time", root.NotAfter.UTC().Format(time.DateTime))
	}
	return &Authority{Certificate: root, key: signer}, nil
}

// parseKey parses the first private key in a PEM file: before one, OpenSSL writes the name
// of its curve.
func parseKey(content []byte) (crypto.Signer, error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return nil, words.Of("root.encrypted")
		}
		if signer := parsePrivate(block); signer != nil {
			return signer, nil
		}
		break
	}
	return nil, words.Of("root.key")
}

// parsePrivate returns nil if the block holds no key to sign with.
func parsePrivate(block *pem.Block) crypto.Signer {
	var key any
	var err error
	switch block.Type {
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil
	}
	if key, ok := key.(*ecdsa.PrivateKey); ok {
		return lowS{key, &key.PublicKey}
	}
	signer, _ := key.(crypto.Signer)
	return signer
}

// Confirmed returns the root that certified an organization's authorities once more. The
// content is that of a file above.pem. It is refused if the root did not certify each of
// them, under the same name and key.
func Confirmed(above []byte, authorities ...*x509.Certificate) (*x509.Certificate, error) {
	var chain []*x509.Certificate
	for block, rest := pem.Decode(above); block != nil; block, rest = pem.Decode(rest) {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, words.Of("root.above")
		}
		chain = append(chain, certificate)
	}
	if len(chain) != len(authorities)+1 {
		return nil, words.Of("root.above")
	}
	root := chain[len(authorities)]
	for i, authority := range authorities {
		same := bytes.Equal(chain[i].RawSubject, authority.RawSubject) &&
			bytes.Equal(chain[i].RawSubjectPublicKeyInfo, authority.RawSubjectPublicKeyInfo)
		if !same || chain[i].CheckSignatureFrom(root) != nil {
			return nil, words.Of("root.unconfirmed", "name", authority.Subject.CommonName)
		}
	}
	return root, nil
}
