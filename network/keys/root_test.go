package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

// company returns a root, PEM, as an organization might bring it. The change is made to its
// certificate before it is signed.
func company(t testing.TB, key crypto.Signer, change func(*x509.Certificate)) (certificate, private []byte) {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "产业公司 Root"},
		NotBefore: time.Now().Add(-time.Second), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, SubjectKeyId: []byte{7},
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return block("CERTIFICATE", der), block("PRIVATE KEY", pkcs8)
}

func block(kind string, content []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content})
}

func ecKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return key
}

// Under a root of any kind, everything is as without one, and what the organization
// certified can be followed up to the root.
func TestUnderARoot(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	for name, key := range map[string]crypto.Signer{
		"ok/P-256": ecKey(t, elliptic.P256()), "ok/P-384": ecKey(t, elliptic.P384()), "ok/RSA": rsaKey, "ok/Ed25519": edKey,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			certificate, private := company(t, key, nil)
			root, err := LoadRoot(certificate, private, time.Now())
			require.NoError(t, err)
			host := industry()
			host.Root = root
			folder := made(t, host)
			above, err := os.ReadFile(filepath.Join(folder, "above.pem"))
			require.NoError(t, err)
			ca, tlsCA := read(t, folder, "ca", "ca.industry-cert.pem"), read(t, folder, "tlsca", "tlsca.industry-cert.pem")
			shown, err := Confirmed(above, ca, tlsCA)
			require.NoError(t, err)
			require.True(t, shown.Equal(root.Certificate))

			eachCertificate(t, filepath.Join(folder, "above.pem"), func(path string, certificate *x509.Certificate) {
				require.False(t, certificate.NotAfter.After(root.Certificate.NotAfter), "nothing outlives the root")
				require.False(t, certificate.NotBefore.Before(root.Certificate.NotBefore))
			})
			between := x509.NewCertPool()
			require.True(t, between.AppendCertsFromPEM(above))
			leaves := []*x509.Certificate{
				read(t, folder, "peers", "peer.industry", "msp", "signcerts", "peer.industry-cert.pem"),
				read(t, folder, "peers", "peer.industry", "tls", "server.crt"),
			}
			for _, leaf := range leaves {
				_, err := leaf.Verify(x509.VerifyOptions{Roots: pool(root.Certificate), Intermediates: between})
				require.NoError(t, err)
			}
			// A member who enrolls at once has a certificate that is dated back: to before the
			// root was made, here.
			member := issued(t, &Authority{ca, caKey(t, folder)}, x509.Certificate{Subject: pkix.Name{CommonName: "one"}})
			require.True(t, member.NotBefore.Before(root.Certificate.NotBefore))
			require.NoError(t, verify(member, pool(ca)))

			require.NoError(t, verify(leaves[0], pool(ca)))
			other := issued(t, root, x509.Certificate{Subject: pkix.Name{CommonName: "Admin@industry", OrganizationalUnit: []string{"admin"}}})
			for _, file := range []string{"msp/cacerts/ca.industry-cert.pem", "msp/tlscacerts/tlsca.industry-cert.pem"} {
				anchor := read(t, folder, file)
				require.Error(t, verify(other, pool(anchor)), "whom else the root certified is nobody here")
				require.NoError(t, anchor.CheckSignatureFrom(anchor), "Fabric takes no other anchor")
			}
			eachCertificate(t, filepath.Join(folder, "msp"), func(path string, certificate *x509.Certificate) {
				require.False(t, certificate.Equal(root.Certificate), path)
				require.NotEqual(t, root.Certificate.RawSubject, certificate.RawIssuer, path)
			})
		})
	}
}

// caKey returns the key of a made CA.
func caKey(t *testing.T, folder string) crypto.Signer {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "ca", "priv_sk"))
	require.NoError(t, err)
	key, err := parseKey(content)
	require.NoError(t, err)
	return key
}

func TestConfirmed(t *testing.T) {
	t.Parallel()
	one, other := testAuthority(t, "root"), testAuthority(t, "root")
	ca, tlsCA, stranger := testAuthority(t, "ca.industry"), testAuthority(t, "tlsca.industry"), testAuthority(t, "ca.industry")
	by := func(root, authority *Authority) []byte {
		certificate, err := root.confirm(authority.Certificate)
		require.NoError(t, err)
		return certificatePEM(certificate)
	}
	self := func(authority *Authority) []byte { return certificatePEM(authority.Certificate) }
	for name, test := range map[string]struct {
		above [][]byte
		want  string
	}{
		"ok/both":             {[][]byte{by(one, ca), by(one, tlsCA), self(one)}, ""},
		"fail/another key":    {[][]byte{by(one, stranger), by(one, tlsCA), self(one)}, "root.unconfirmed"},
		"fail/another name":   {[][]byte{by(one, tlsCA), by(one, tlsCA), self(one)}, "root.unconfirmed"},
		"fail/another root":   {[][]byte{by(one, ca), by(other, tlsCA), self(one)}, "root.unconfirmed"},
		"fail/by themselves":  {[][]byte{self(ca), self(tlsCA), self(one)}, "root.unconfirmed"},
		"fail/one is missing": {[][]byte{by(one, ca), self(one)}, "root.above"},
		"fail/one too many":   {[][]byte{by(one, ca), by(one, tlsCA), self(one), self(other)}, "root.above"},
		"fail/no certificate": {[][]byte{by(one, ca), by(one, tlsCA), block("CERTIFICATE", []byte("x"))}, "root.above"},
		"fail/nothing":        {nil, "root.above"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Confirmed(bytes.Join(test.above, nil), ca.Certificate, tlsCA.Certificate)
			requireKey(t, test.want, err)
		})
	}
}

// requireKey checks the key of a message.
func requireKey(t *testing.T, key string, err error) {
	t.Helper()
	if key == "" {
		require.NoError(t, err)
		return
	}
	var message *words.Message
	require.ErrorAs(t, err, &message)
	require.Equal(t, key, message.Key)
}

func TestLoadRoot(t *testing.T) {
	t.Parallel()
	key := ecKey(t, elliptic.P256())
	certificate, pkcs8 := company(t, key, nil)
	sec1, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	rsaRoot, _ := company(t, rsaKey, nil)
	legacy := pem.EncodeToMemory(&pem.Block{
		Type: "EC PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"}, Bytes: []byte("x"),
	})
	_, stranger := company(t, ecKey(t, elliptic.P256()), nil)
	changed := func(change func(*x509.Certificate)) []byte {
		certificate, _ := company(t, key, change)
		return certificate
	}
	for name, test := range map[string]struct {
		certificate, key []byte
		want             string
	}{
		"ok/PKCS 8":           {certificate, pkcs8, ""},
		"ok/SEC 1":            {certificate, block("EC PRIVATE KEY", sec1), ""},
		"ok/after a curve":    {certificate, append(block("EC PARAMETERS", []byte("x")), block("EC PRIVATE KEY", sec1)...), ""},
		"ok/PKCS 1":           {rsaRoot, block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), ""},
		"ok/text before it":   {append([]byte("Certificate:\n"), certificate...), pkcs8, ""},
		"ok/one CA below":     {changed(func(c *x509.Certificate) { c.MaxPathLen = 1 }), pkcs8, ""},
		"ok/name constraints": {changed(func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.com"} }), pkcs8, ""},
		"fail/no certificate": {pkcs8, pkcs8, "root.certificate"},
		"fail/broken":         {block("CERTIFICATE", []byte("x")), pkcs8, "root.certificate"},
		"fail/DER":            {[]byte("0\x82"), pkcs8, "root.certificate"},
		"fail/no key":         {certificate, certificate, "root.key"},
		"fail/broken key":     {certificate, block("PRIVATE KEY", []byte("x")), "root.key"},
		"fail/encrypted":      {certificate, block("ENCRYPTED PRIVATE KEY", []byte("x")), "root.encrypted"},
		"fail/encrypted once": {certificate, legacy, "root.encrypted"},
		"fail/another's key":  {certificate, stranger, "root.pair"},
		"fail/another kind":   {rsaRoot, pkcs8, "root.pair"},
		"fail/not a CA":       {changed(func(c *x509.Certificate) { c.IsCA = false }), pkcs8, "root.authority"},
		"fail/may not sign":   {changed(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }), pkcs8, "root.authority"},
		"fail/no CA below":    {changed(func(c *x509.Certificate) { c.MaxPathLenZero = true }), pkcs8, "root.path"},
		"fail/too early":      {changed(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }), pkcs8, "root.early"},
		"fail/expired":        {changed(func(c *x509.Certificate) { c.NotAfter = c.NotBefore }), pkcs8, "root.expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := LoadRoot(test.certificate, test.key, time.Now())
			requireKey(t, test.want, err)
		})
	}
}

// Whatever it is given, it refuses with a message or returns a root that can certify.
func FuzzLoadRoot(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), []byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"))
	certificate, key := company(f, ecKey(f, elliptic.P256()), nil)
	f.Add(certificate, key)
	f.Fuzz(func(t *testing.T, certificate, key []byte) {
		root, err := LoadRoot(certificate, key, time.Now())
		if err != nil {
			require.ErrorAs(t, err, new(*words.Message))
			return
		}
		_, err = root.confirm(testAuthority(t, "ca.industry").Certificate)
		require.NoError(t, err)
	})
}

func FuzzConfirmed(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, above []byte) {
		_, err := Confirmed(above, testAuthority(t, "ca.industry").Certificate)
		require.ErrorAs(t, err, new(*words.Message))
	})
}
