package keys

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"allianceregistry/network/words"
)

// How long certificates are valid. An authority outlives what it certifies on its first
// days.
const (
	authorityYears = 15
	years          = 10
)

// backdate is how far into the past certificates are valid: other machines' clocks may be
// slow, and Fabric's CA dates what it issues back by minutes.
const backdate = time.Hour

// Authority is a CA.
type Authority struct {
	Certificate *x509.Certificate
	key         crypto.Signer
}

// newAuthority returns the CA of a key, with a certificate that it signs itself.
func newAuthority(organization, name string, key crypto.Signer, now time.Time) (*Authority, error) {
	signer, err := newLowS(key)
	if err != nil {
		return nil, err
	}
	point, err := signer.public.Bytes()
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(point) // as Fabric's programs name keys
	authority := &Authority{key: signer}
	authority.Certificate, err = authority.certify(&x509.Certificate{
		Subject:      pkix.Name{Organization: []string{organization}, CommonName: name},
		SubjectKeyId: id[:],
		NotBefore:    now.Add(-backdate), NotAfter: now.AddDate(authorityYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, key.Public())
	return authority, err
}

// loadAuthority loads an authority that Make made in a folder. Its key is there, or in the
// store. It makes none.
func loadAuthority(folder string, store Store) (*Authority, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*-cert.pem"))
	if err != nil || len(found) != 1 {
		return nil, words.Of("root.certificate")
	}
	content, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	certificate := certificateIn(content)
	if certificate == nil {
		return nil, words.Of("root.certificate")
	}
	key, err := loadKey(folder, certificate, store)
	if err != nil {
		return nil, err
	}
	if public, ok := key.Public().(*ecdsa.PublicKey); !ok || !public.Equal(certificate.PublicKey) {
		return nil, words.Of("root.pair")
	}
	signer, err := newLowS(key)
	return &Authority{Certificate: certificate, key: signer}, err
}

// loadKey loads an authority's key.
func loadKey(folder string, certificate *x509.Certificate, store Store) (crypto.Signer, error) {
	if store != nil {
		return store.KeyOf(certificate)
	}
	private, err := os.ReadFile(filepath.Join(folder, "priv_sk"))
	if err != nil {
		return nil, err
	}
	return parseKey(private)
}

// certificateIn returns the first certificate in PEM; nil if there is none.
func certificateIn(content []byte) *x509.Certificate {
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return certificate
}

// certify returns a certificate for somebody's key, valid no longer than the authority's
// own.
func (a *Authority) certify(template *x509.Certificate, key crypto.PublicKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	parent := cmp.Or(a.Certificate, template)
	if template.NotBefore.Before(parent.NotBefore) {
		template.NotBefore = parent.NotBefore
	}
	if template.NotAfter.After(parent.NotAfter) {
		template.NotAfter = parent.NotAfter
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(signed)
}

// confirm certifies another authority once more, under the same name and key.
func (a *Authority) confirm(authority *x509.Certificate) (*x509.Certificate, error) {
	return a.certify(&x509.Certificate{
		RawSubject: authority.RawSubject, SubjectKeyId: authority.SubjectKeyId,
		NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: authority.KeyUsage,
	}, authority.PublicKey)
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

// lowS signs with an S in the lower half of the curve's order. Of each signature there is
// a twin in the upper half; Fabric takes only the former from identities, and some of its
// programs refuse the latter in certificates too.
type lowS struct {
	crypto.Signer
	public *ecdsa.PublicKey
}

// newLowS refuses what is no ECDSA key.
func newLowS(key crypto.Signer) (lowS, error) {
	public, ok := key.Public().(*ecdsa.PublicKey)
	if !ok {
		return lowS{}, errors.ErrUnsupported
	}
	return lowS{key, public}, nil
}

func (l lowS) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	made, err := l.Signer.Sign(random, digest, opts)
	if err != nil {
		return nil, err
	}
	var signature struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(made, &signature); err != nil {
		return nil, err
	}
	order := l.public.Params().N
	if signature.S.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		signature.S.Sub(order, signature.S)
	}
	return asn1.Marshal(signature)
}

func certificatePEM(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}

// keyPEM returns a private key as PKCS #8, the form that all of Fabric's programs read.
func keyPEM(key *ecdsa.PrivateKey) ([]byte, error) {
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), nil
}
