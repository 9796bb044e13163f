//go:build gateway

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/profile"
)

func TestGatewaySettings(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	const settings = `
host: industry
mspID: industry
channel: other
chaincode: other
peers: [{name: peer.industry, host: industry, mspID: industry, address: "127.0.0.1:1", serverName: peer.industry, tlsRoot: root.pem}]
`
	for _, name := range []string{"gateway.yaml", "mine.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(settings), 0o600))
	}
	named := strings.NewReplacer("mspID: industry", "mspID: Org1MSP", "host: industry", "host: org1.msp").Replace(settings)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "named.yaml"), []byte(named), 0o600))
	for name, row := range map[string]struct {
		connection, host string
		fault            string
	}{
		"ok/beside the connection profile": {"connection.yaml", "industry", ""},
		"ok/itself":                        {"gateway.yaml", "industry", ""},
		"ok/by another name":               {"mine.yaml", "industry", ""},
		"ok/a host that is named":          {"named.yaml", "org1.msp", ""},
		"fail/a host as its MSP":           {"named.yaml", "Org1MSP", "are for members of org1.msp, not of Org1MSP"},
		"fail/another named host's":        {"named.yaml", "org1-e485d4c6193084f8.msp", "are for members of org1.msp, not of org1-"},
		"fail/another host's":              {"connection.yaml", "academia", "are for members of industry, not of academia"},
		"fail/not there":                   {"none.yaml", "industry", "none.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := gatewaySettings(profile.Profile{
				Connection: filepath.Join(folder, row.connection), Host: row.host, Channel: "registry", Chaincode: "members",
			})
			if row.fault != "" {
				require.ErrorContains(t, err, row.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "registry", got.Channel)
			require.Equal(t, "members", got.Chaincode)
			require.Len(t, got.Peers, 1)
		})
	}
}
