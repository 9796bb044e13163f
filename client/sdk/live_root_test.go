//go:build live

package sdk_test

import (
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
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

// Every second root that cryptogen makes has a signature with an S in the upper
// half of the curve's order. The SDK's last release took the members of such a
// root for strangers; the commit that is pinned here must not. A network has
// three roots, so few have none of that kind.
func TestLiveHighSRoot(t *testing.T) {
	t.Parallel()
	const name, port, tries = "sdk-root", "9700", 12
	program := filepath.Join("..", "..", ".build", "bin", "network")
	operate := func(args ...string) []byte {
		out, err := output(exec.Command(program, append([]string{"--name", name}, args...)...))
		require.NoError(t, err, "network %v: %s", args, out)
		return out
	}
	t.Cleanup(func() { operate("down", "--yes") })
	folder := filepath.Join("..", "..", ".network", name)
	for range tries {
		operate("up", "--base-port", port)
		for _, host := range (world{}).Hosts() {
			root := filepath.Join(folder, "crypto", "peerOrganizations", host, "ca", "ca."+host+"-cert.pem")
			if !highS(t, root) {
				continue
			}
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
			return
		}
		operate("down", "--yes")
	}
	t.Fatalf("no root with a high S in %d networks", tries)
}

// highS reports whether a certificate's own signature has an S above half the order.
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
	return signature.S.Cmp(new(big.Int).Rsh(elliptic.P256().Params().N, 1)) > 0
}

func partyIn(t *testing.T, version json.RawMessage) string {
	t.Helper()
	var answer struct{ Party string }
	require.NoError(t, json.Unmarshal(version, &answer))
	return answer.Party
}
