package chain

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

// TestKeysOfOtherKinds has identities whose keys are not ECDSA: Ed25519 counts where
// the channel has Fabric 3's capability, and nothing else does anywhere.
func TestKeysOfOtherKinds(t *testing.T) {
	t.Parallel()
	top := newAuthority(t, "top", nil)
	edwards, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	issue := func(public any) *certificate {
		der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
			SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "somebody"}, BasicConstraintsValid: true,
			NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Minute),
		}, top.cert, public, top.key)
		require.NoError(t, err)
		parsed, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		return &certificate{Certificate: parsed, key: sha256.Sum256(parsed.RawTBSCertificate)}
	}
	for name, c := range map[string]struct {
		cert    *certificate
		edwards bool
		want    bool
	}{
		"ok/Ed25519":           {issue(edwards), true, true},
		"fail/Ed25519, before": {issue(edwards), false, false},
		"fail/RSA":             {issue(old.Public()), true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := newMSP(block.Organization{MSP: "a", Roots: [][]byte{top.cert.Raw}}, c.edwards)
			require.NoError(t, err)
			require.Equal(t, c.want, m.satisfies(c.cert, roleMember), "%v", m.validity(c.cert).problem)
		})
	}
	cert := issue(edwards)
	require.NoError(t, cert.verify([]byte("said"), ed25519.Sign(private, []byte("said"))))
	require.Error(t, cert.verify([]byte("other"), ed25519.Sign(private, []byte("said"))))
	require.Error(t, cert.verify([]byte("said"), nil))
	require.Error(t, issue(old.Public()).verify([]byte("said"), []byte("any")))
}
