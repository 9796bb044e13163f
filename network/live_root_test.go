//go:build live

package network

import (
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// cryptogen signs its roots with an S in the upper half of the curve's order
// about every second time. Fabric's own signatures never are, and programs
// that apply the rule for those to certificates refuse such a root.
func TestLiveHighSRoot(t *testing.T) {
	t.Parallel()
	n := live(t)
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, n.writeTopology(t.Context()))
	const tries = 40
	found := false
	for range tries {
		require.NoError(t, n.makeCrypto(t.Context()))
		if found = highS(t, filepath.Join(n.dir.organization("association"), "ca", "ca.association-cert.pem")); found {
			break
		}
		require.NoError(t, os.RemoveAll(n.dir.Crypto()))
	}
	require.True(t, found, "no root with a high S in %d tries", tries)
	up(t, n)
	require.NoError(t, n.commitProbe(t.Context()))
}

// highS reports whether a certificate's signature has an S above half the order.
func highS(t *testing.T, path string) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	block, _ := pem.Decode(content)
	require.NotNil(t, block)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	var signature struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(certificate.Signature, &signature)
	require.NoError(t, err)
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	return signature.S.Cmp(half) > 0
}
