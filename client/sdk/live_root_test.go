//go:build live

package sdk_test

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"io/fs"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Roots that other programs made may have a signature with an S in the upper half of the
// curve's order. The SDK's last release took the members of such a root for strangers; the
// commit that is pinned here must not.
func TestLiveHighSRoot(t *testing.T) {
	t.Parallel()
	const name, port, host = "sdk-root", "9700", "industry"
	program := filepath.Join("..", "..", ".build", "bin", "network")
	operate := func(args ...string) []byte {
		out, err := output(exec.Command(program, append([]string{"--name", name}, args...)...))
		require.NoError(t, err, "network %v: %s", args, out)
		return out
	}
	t.Cleanup(func() { operate("down", "--yes") })
	folder := filepath.Join("..", "..", ".network", name)
	operate("up", "--base-port", port)
	operate("stop")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries { // up makes the rest anew
		if entry.Name() != "topology.yaml" && entry.Name() != "crypto" {
			require.NoError(t, os.RemoveAll(filepath.Join(folder, entry.Name())))
		}
	}
	raiseS(t, filepath.Join(folder, "crypto"), filepath.Join("peerOrganizations", host, "ca", "ca."+host+"-cert.pem"))
	operate("up")

	id := "high-s@" + host
	settings := sdk.Settings{
		Connection: filepath.Join(folder, "hosts", host, "connection.yaml"), Channel: "registry", Chaincode: "registry",
	}
	secret := string(operate("register", id))
	identity, err := sdk.Enroll(t.Context(), settings.Connection, host, id, secret[:len(secret)-1])
	require.NoError(t, err)
	ledger, err := sdk.Open(settings, identity)
	require.NoError(t, err)
	defer func() { require.NoError(t, ledger.Close()) }()
	receipt, err := client.New(ledger).Submit(t.Context(), membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Of a high-S root"},
	})
	require.NoError(t, err)
	require.Equal(t, client.Valid, receipt.Code)
}

// raiseS replaces a root, and all copies below a folder, by its twin: the same with S in
// the upper half of the order, by which the signature is as good as before.
func raiseS(t *testing.T, folder, path string) {
	t.Helper()
	before, err := os.ReadFile(filepath.Join(folder, path))
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
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if content, err := os.ReadFile(path); err != nil || !bytes.Equal(content, before) {
			return err
		}
		return os.WriteFile(path, after, 0o600)
	}))
}

func partyIn(t *testing.T, version json.RawMessage) string {
	t.Helper()
	var answer struct{ Party string }
	require.NoError(t, json.Unmarshal(version, &answer))
	return answer.Party
}
