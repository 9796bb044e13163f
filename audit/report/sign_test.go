package report_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/report"
)

// authority is a host's certificate authority.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca.association"}, NotBefore: from, NotAfter: to.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SubjectKeyId: []byte{1, 2, 3},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &authority{cert, key}
}

// signer is a certificate with its key, in PEM.
type signer struct{ Certificate, Key []byte }

// keyHash is the SHA-256 of the signer's public key, in lower-case hex.
func (s signer) keyHash(t testing.TB) string {
	t.Helper()
	block, _ := pem.Decode(s.Certificate)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return fmt.Sprintf("%x", sha256.Sum256(certificate.RawSubjectPublicKeyInfo))
}

// enrolled is an identity that the authority issued.
func (a *authority) enrolled(t testing.TB, key crypto.Signer, attributes string) signer {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "auditor"}, NotBefore: from, NotAfter: expiry,
	}
	if attributes != "" {
		template.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: []byte(attributes)}}
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return signer{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
}

// trust believes this authority as that of the host association.
func (a *authority) trust(t testing.TB, revoked ...[]byte) report.Trust {
	t.Helper()
	hosts, err := chain.HostFromRoots("association", [][]byte{a.cert.Raw}, revoked)
	require.NoError(t, err)
	return report.Trust{Hosts: hosts, Now: during}
}

// during is a time at which the identities of the tests are valid, expiry their end.
var during, expiry = from.AddDate(0, 1, 0), to.AddDate(0, 1, 0)

func enrolled(t testing.TB, key crypto.Signer, attributes string) signer {
	t.Helper()
	return newAuthority(t).enrolled(t, key, attributes)
}

func newKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return key
}

const ofAuditor = `{"attrs":{"registry.party":"auditor@association"}}`

func TestSign(t *testing.T) {
	t.Parallel()
	content := []byte("a report")
	for name, curve := range map[string]elliptic.Curve{"ok/P-256": elliptic.P256(), "ok/P-384": elliptic.P384()} {
		host := newAuthority(t)
		identity := host.enrolled(t, newKey(t, curve), ofAuditor)
		signature, err := report.Sign(content, identity.Certificate, identity.Key, during)
		require.NoError(t, err, name)
		signer, err := report.Verify(content, signature, identity.Certificate, host.trust(t))
		require.NoError(t, err, name)
		require.Equal(t, report.Signer{
			Party: "auditor@association", Host: "association", Subject: "CN=auditor", Issuer: "CN=ca.association", Key: identity.keyHash(t), NotAfter: expiry,
		}, signer, name)
	}
}

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	good, other := enrolled(t, newKey(t, elliptic.P256()), ""), enrolled(t, newKey(t, elliptic.P256()), "")
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	for name, identity := range map[string]signer{
		"fail/no certificate":     {Key: good.Key},
		"fail/no key":             {Certificate: good.Certificate},
		"fail/broken certificate": {Certificate: good.Key, Key: good.Key},
		"fail/broken key":         {Certificate: good.Certificate, Key: good.Certificate},
		"fail/another's key":      {Certificate: good.Certificate, Key: other.Key},
		"fail/not ECDSA":          enrolled(t, edwards, ""),
	} {
		_, err := report.Sign(nil, identity.Certificate, identity.Key, during)
		require.Error(t, err, name)
	}
	for _, at := range []time.Time{from.Add(-time.Second), expiry.Add(time.Second)} {
		_, err := report.Sign(nil, good.Certificate, good.Key, at)
		require.ErrorIs(t, err, report.ErrExpired)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	content := []byte("a report")
	host := newAuthority(t)
	identity, other := host.enrolled(t, newKey(t, elliptic.P256()), ofAuditor), host.enrolled(t, newKey(t, elliptic.P256()), ofAuditor)
	trust := host.trust(t)
	signature, err := report.Sign(content, identity.Certificate, identity.Key, during)
	require.NoError(t, err)
	for bit := range len(content) * 8 {
		changed := append([]byte{}, content...)
		changed[bit/8] ^= 1 << (bit % 8)
		_, err := report.Verify(changed, signature, identity.Certificate, trust)
		require.ErrorIs(t, err, report.ErrNotSigned)
	}
	for bit := range len(signature) * 8 {
		changed := append([]byte{}, signature...)
		changed[bit/8] ^= 1 << (bit % 8)
		_, err := report.Verify(content, changed, identity.Certificate, trust)
		require.ErrorIs(t, err, report.ErrNotSigned)
	}
	for name, c := range map[string]struct{ content, signature, certificate []byte }{
		"fail/another's certificate": {content, signature, other.Certificate},
		"fail/more content":          {append(content, '\n'), signature, identity.Certificate},
		"fail/more signature":        {content, append(signature, 0), identity.Certificate},
		"fail/no signature":          {content, nil, identity.Certificate},
	} {
		_, err := report.Verify(c.content, c.signature, c.certificate, trust)
		require.ErrorIs(t, err, report.ErrNotSigned, name)
	}
	_, err = report.Verify(content, signature, nil, trust)
	require.Error(t, err)
	odd := host.enrolled(t, newKey(t, elliptic.P256()), `{`)
	signature, err = report.Sign(content, odd.Certificate, odd.Key, during)
	require.NoError(t, err)
	_, err = report.Verify(content, signature, odd.Certificate, trust)
	require.Error(t, err, "attributes that cannot be read")
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	_, err = report.Verify(content, signature, enrolled(t, edwards, "").Certificate, trust)
	require.Error(t, err, "not ECDSA")
}

// TestOpenSSLAgrees checks a signature as the page tells its reader to, and one of
// OpenSSL's by Verify.
func TestOpenSSLAgrees(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed: its agreement cannot be tried here")
	}
	folder := t.TempDir()
	write := func(name string, content []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	openssl := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = folder
		return cmd.Output()
	}
	host := newAuthority(t)
	content, identity := []byte(html(t, sample(), "zh")), host.enrolled(t, newKey(t, elliptic.P256()), ofAuditor)
	signature, err := report.Sign(content, identity.Certificate, identity.Key, during)
	require.NoError(t, err)
	write("report.html", content)
	write("report.html.sig", signature)
	write("certificate.pem", identity.Certificate)
	write("private.pem", identity.Key)
	key, err := openssl("x509", "-in", "certificate.pem", "-pubkey", "-noout")
	require.NoError(t, err)
	write("key.pem", key)
	verify := []string{"dgst", "-sha256", "-verify", "key.pem", "-signature", "report.html.sig", "report.html"}
	_, err = openssl(verify...)
	require.NoError(t, err)
	theirs, err := openssl("dgst", "-sha256", "-sign", "private.pem", "report.html")
	require.NoError(t, err)
	trust := host.trust(t)
	trust.Now = made
	_, err = report.Verify(content, theirs, identity.Certificate, trust)
	require.NoError(t, err)
	write("root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: host.cert.Raw}))
	at := strconv.FormatInt(during.Unix(), 10)
	_, err = openssl("verify", "-attime", at, "-CAfile", "root.pem", "certificate.pem")
	require.NoError(t, err)
	write("forged.pem", enrolled(t, newKey(t, elliptic.P256()), ofAuditor).Certificate)
	_, err = openssl("verify", "-attime", at, "-CAfile", "root.pem", "forged.pem")
	require.Error(t, err, "another authority of the same name")
	write("report.html", append(content, ' '))
	_, err = openssl(verify...)
	require.Error(t, err)
}

// FuzzVerify: foreign bytes are refused, whatever they are.
func FuzzVerify(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(f, err)
	host := newAuthority(f)
	identity, trust := host.enrolled(f, key, ofAuditor), host.trust(f)
	signature, err := report.Sign([]byte("a report"), identity.Certificate, identity.Key, during)
	require.NoError(f, err)
	f.Add(signature, identity.Certificate)
	f.Add([]byte{}, identity.Key)
	f.Fuzz(func(t *testing.T, signature, certificate []byte) {
		_, err := report.Verify([]byte("another report"), signature, certificate, trust)
		require.Error(t, err)
	})
}
