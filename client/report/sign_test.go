package report_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/report"
)

func enrolled(t testing.TB, key crypto.Signer, attributes string) client.Identity {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "auditor"}, NotBefore: from, NotAfter: to,
	}
	if attributes != "" {
		template.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: []byte(attributes)}}
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return client.Identity{
		Host:        "association",
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
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
		identity := enrolled(t, newKey(t, curve), ofAuditor)
		signature, err := report.Sign(content, identity)
		require.NoError(t, err, name)
		signer, err := report.Verify(content, signature, identity.Certificate)
		require.NoError(t, err, name)
		hash, err := identity.KeyHash()
		require.NoError(t, err)
		require.Equal(t, report.Signer{
			Party: "auditor@association", Subject: "CN=auditor", Issuer: "CN=auditor", Key: hash, NotAfter: to,
		}, signer, name)
	}
}

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	good, other := enrolled(t, newKey(t, elliptic.P256()), ""), enrolled(t, newKey(t, elliptic.P256()), "")
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	for name, identity := range map[string]client.Identity{
		"fail/no certificate":     {Key: good.Key},
		"fail/no key":             {Certificate: good.Certificate},
		"fail/broken certificate": {Certificate: good.Key, Key: good.Key},
		"fail/broken key":         {Certificate: good.Certificate, Key: good.Certificate},
		"fail/another's key":      {Certificate: good.Certificate, Key: other.Key},
		"fail/not ECDSA":          enrolled(t, edwards, ""),
	} {
		_, err := report.Sign(nil, identity)
		require.Error(t, err, name)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	content := []byte("a report")
	identity, other := enrolled(t, newKey(t, elliptic.P256()), ofAuditor), enrolled(t, newKey(t, elliptic.P256()), ofAuditor)
	signature, err := report.Sign(content, identity)
	require.NoError(t, err)
	for bit := range len(content) * 8 {
		changed := append([]byte{}, content...)
		changed[bit/8] ^= 1 << (bit % 8)
		_, err := report.Verify(changed, signature, identity.Certificate)
		require.ErrorIs(t, err, report.ErrNotSigned)
	}
	for bit := range len(signature) * 8 {
		changed := append([]byte{}, signature...)
		changed[bit/8] ^= 1 << (bit % 8)
		_, err := report.Verify(content, changed, identity.Certificate)
		require.ErrorIs(t, err, report.ErrNotSigned)
	}
	for name, c := range map[string]struct{ content, signature, certificate []byte }{
		"fail/another's certificate": {content, signature, other.Certificate},
		"fail/more content":          {append(content, '\n'), signature, identity.Certificate},
		"fail/more signature":        {content, append(signature, 0), identity.Certificate},
		"fail/no signature":          {content, nil, identity.Certificate},
	} {
		_, err := report.Verify(c.content, c.signature, c.certificate)
		require.ErrorIs(t, err, report.ErrNotSigned, name)
	}
	_, err = report.Verify(content, signature, nil)
	require.Error(t, err)
	odd := enrolled(t, newKey(t, elliptic.P256()), `{`)
	signature, err = report.Sign(content, odd)
	require.NoError(t, err)
	_, err = report.Verify(content, signature, odd.Certificate)
	require.Error(t, err, "attributes that cannot be read")
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	_, err = report.Verify(content, signature, enrolled(t, edwards, "").Certificate)
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
	content, identity := []byte(html(t, sample(), "zh")), enrolled(t, newKey(t, elliptic.P256()), ofAuditor)
	signature, err := report.Sign(content, identity)
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
	_, err = report.Verify(content, theirs, identity.Certificate)
	require.NoError(t, err)
	write("report.html", append(content, ' '))
	_, err = openssl(verify...)
	require.Error(t, err)
}

// FuzzVerify: foreign bytes are refused, whatever they are.
func FuzzVerify(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(f, err)
	identity := enrolled(f, key, ofAuditor)
	signature, err := report.Sign([]byte("a report"), identity)
	require.NoError(f, err)
	f.Add(signature, identity.Certificate)
	f.Add([]byte{}, identity.Key)
	f.Fuzz(func(t *testing.T, signature, certificate []byte) {
		_, err := report.Verify([]byte("another report"), signature, certificate)
		require.Error(t, err)
	})
}
