//go:build live

package network

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/keys"
)

// Roots that other programs made may have a signature with an S in the upper half of the
// curve's order: of networks of an earlier version, every second one. Fabric's own
// signatures never are, and programs that apply the rule for those to certificates refuse
// such a root.
func TestLiveHighSRoot(t *testing.T) {
	t.Parallel()
	n := live(t)
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, n.writeTopology(t.Context()))
	require.NoError(t, n.makeCrypto(t.Context()))
	for _, host := range n.topology.Hosts {
		for _, kind := range []string{"ca", "tlsca"} {
			raiseS(t, n.dir.Crypto(), filepath.Join(n.dir.organization(host), kind, kind+"."+host+"-cert.pem"))
		}
	}
	up(t, n)
	require.NoError(t, n.commitProbe(t.Context()))
}

// raiseS replaces a certificate, and all copies below a folder, by its twin: the same with
// S in the upper half of the order, by which the signature is as good as before.
func raiseS(t *testing.T, folder, path string) {
	t.Helper()
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	block, _ := pem.Decode(before)
	require.NotNil(t, block)
	var parts struct {
		Signed, Algorithm asn1.RawValue
		Signature         asn1.BitString
	}
	_, err = asn1.Unmarshal(block.Bytes, &parts)
	require.NoError(t, err)
	var signature struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(parts.Signature.Bytes, &signature)
	require.NoError(t, err)
	order := elliptic.P256().Params().N
	require.Negative(t, signature.S.Cmp(new(big.Int).Rsh(order, 1)), "it was low")
	signature.S.Sub(order, signature.S)
	high, err := asn1.Marshal(signature)
	require.NoError(t, err)
	parts.Signature = asn1.BitString{Bytes: high, BitLength: 8 * len(high)}
	twin, err := asn1.Marshal(parts)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(twin)
	require.NoError(t, err)
	require.NoError(t, certificate.CheckSignatureFrom(certificate))
	after := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: twin})
	copies := 0
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if content, err := os.ReadFile(path); err != nil || !bytes.Equal(content, before) {
			return err
		}
		copies++
		return os.WriteFile(path, after, 0o600)
	}))
	require.Greater(t, copies, 2, "the CA's own, the organization's, its nodes'")
}

// A host that brings a root works like any other, and the certificates of its
// members can be followed up to that root.
func TestLiveUnderARoot(t *testing.T) {
	t.Parallel()
	n := live(t)
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, n.writeTopology(t.Context()))
	require.NoError(t, n.makeCrypto(t.Context()))
	root, key := testAuthority(t, "a company's root")
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	host := hostKeys("industry", nil)
	host.Root, err = keys.LoadRoot(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), time.Now())
	require.NoError(t, err)
	folder := n.dir.organization("industry")
	require.NoError(t, os.RemoveAll(folder))
	require.NoError(t, keys.Make(folder, host, time.Now()))
	up(t, n)
	require.NoError(t, n.commitProbe(t.Context()))

	made, err := n.Register(t.Context(), []string{"one@industry"}, false)
	require.NoError(t, err)
	own := t.TempDir()
	require.NoError(t, n.enroll(t.Context(), "industry", "one@industry", made[0].Secret, own))
	above, err := os.ReadFile(filepath.Join(folder, "above.pem"))
	require.NoError(t, err)
	between, roots := x509.NewCertPool(), x509.NewCertPool()
	require.True(t, between.AppendCertsFromPEM(above))
	roots.AddCert(root)
	_, err = readCertificate(t, filepath.Join(own, "msp", "signcerts", "cert.pem")).Verify(
		x509.VerifyOptions{Roots: roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	require.NoError(t, err)
	requireHealthy(t, n)
}
