package sdk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/client"
)

// usual is a connection profile as Fabric's usual tools write it, with an orderer, which
// this SDK has to be told. %s is a certificate.
const usual = `---
name: test-network-org1
version: 1.0.0
client:
  organization: Org1
  connection: {timeout: {peer: {endorser: '300'}}}
organizations:
  Org1:
    mspid: Org1MSP
    peers: [peer0.org1.example.com]
    certificateAuthorities: [ca.org1.example.com]
  Org2:
    mspid: Org2.Example
    peers: [peer0.org2.example.com]
peers:
  peer0.org1.example.com: &peer
    url: grpcs://localhost:7051
    tlsCACerts:
      pem: |
%[1]s
    grpcOptions:
      ssl-target-name-override: peer0.org1.example.com
      hostnameOverride: peer0.org1.example.com
  peer0.org2.example.com:
    <<: *peer
    url: grpcs://localhost:9051
    grpcOptions:
      hostnameOverride: peer0.org2.example.com
orderers:
  orderer.example.com:
    <<: *peer
    url: grpcs://localhost:7050
    grpcOptions:
      hostnameOverride: orderer.example.com
certificateAuthorities:
  ca.org1.example.com:
    url: https://localhost:7054
    caName: ca-org1
    tlsCACerts:
      pem:
        - |
%[1]s
    httpOptions:
      verify: false
`

// usualProfile writes it, with lines replaced.
func usualProfile(t *testing.T, replaced ...string) string {
	t.Helper()
	certificate := "          " + strings.ReplaceAll(strings.TrimSpace(string(identity(t).Certificate)), "\n", "\n          ")
	content := strings.NewReplacer(replaced...).Replace(fmt.Sprintf(usual, certificate))
	path := filepath.Join(t.TempDir(), "connection-org1.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestUsualProfile(t *testing.T) {
	somebody := identity(t)
	for name, row := range map[string]struct {
		replaced []string
		msp      string
		fails    string
	}{
		"ok/as it is":            {nil, "Org1MSP", ""},
		"ok/without channels":    {[]string{"client:", "channels: {}\nclient:"}, "Org1MSP", ""},
		"ok/a channel is named":  {[]string{"client:", "channels: {registry: {peers: {peer0.org1.example.com: {}, peer0.org2.example.com: {}}, orderers: [orderer.example.com]}}\nclient:"}, "Org1MSP", ""},
		"fail/another channel":   {[]string{"client:", "channels: {other: {peers: {peer0.org1.example.com: {}}}}\nclient:"}, "Org1MSP", "names no peers for the channel"},
		"fail/no orderer":        {[]string{"orderers:", "others:"}, "Org1MSP", "names no orderers for the channel"},
		"fail/another MSP":       {nil, "Org1", "names no organization with this host's MSP ID"},
		"fail/not YAML":          {[]string{"client:", "client: {"}, "Org1MSP", "read the connection profile"},
		"fail/peers are a list":  {[]string{"peers:\n  peer0", "peers: []\nothers:\n  peer0"}, "Org1MSP", "expected a map"},
		"fail/odd organization":  {[]string{"  Org2:\n    mspid: Org2.Example\n    peers: [peer0.org2.example.com]", "  Org2: none"}, "Org1MSP", "expected a map"},
		"fail/nothing but words": {[]string{"---\n", "--- words\n---\n"}, "Org1MSP", "read the connection profile"},
	} {
		t.Run(name, func(t *testing.T) {
			ledger, err := Open(Settings{Connection: usualProfile(t, row.replaced...), Channel: "registry", Chaincode: "registry"},
				client.Identity{MSP: row.msp, Certificate: somebody.Certificate, Key: somebody.Key})
			if row.fails != "" {
				require.ErrorContains(t, err, row.fails)
				return
			}
			require.NoError(t, err)
			defer func() { require.NoError(t, ledger.Close()) }()
			for i, want := range []struct{ msp, address, name string }{
				{"Org1MSP", "localhost:7051", "peer0.org1.example.com"}, {"Org2.Example", "localhost:9051", "peer0.org2.example.com"},
			} {
				got := ledger.peers.All()[i]
				require.Equal(t, want.msp, got.MSPID())
				require.Equal(t, want.address, got.address())
				require.Contains(t, got.names, want.name)
				settings, found := ledger.context.EndpointConfig().PeerConfig(got.URL())
				require.True(t, found)
				require.Equal(t, want.name, settings.GRPCOptions[serverNameOption])
			}
			require.Equal(t, "orderer.example.com", ledger.context.EndpointConfig().ChannelOrderers("registry")[0].GRPCOptions[serverNameOption])
		})
	}
}

func FuzzCompleted(f *testing.F) {
	f.Add(fmt.Sprintf(usual, "          none"))
	f.Add("peers: {a: {grpcOptions: {hostnameOverride: b}}}")
	f.Add("peers: []\norderers: {a: [], 1: {}}\nchannels: no")
	f.Fuzz(func(t *testing.T, content string) {
		made, err := completed([]byte(content), "registry")
		if err != nil {
			return
		}
		var again section
		require.NoError(t, yaml.Unmarshal(made, &again))
		twice, err := completed(made, "registry")
		require.NoError(t, err)
		require.Equal(t, string(made), string(twice), "what is complete stays as it is")
	})
}
