package gateway

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const written = `network: registry
host: academia
mspID: academia
channel: registry
chaincode: registry
peers:
    - name: peer.academia
      host: academia
      mspID: academia
      address: 127.0.0.1:17100
      serverName: peer.academia
      tlsRoot: academia.pem
    - name: peer.industry
      host: industry
      mspID: industry
      address: 127.0.0.1:17090
      serverName: peer.industry
      tlsRoot: /etc/industry.pem
orderers:
    - name: orderer1
      mspID: orderers
certificateAuthority:
    name: ca.academia
    address: 127.0.0.1:17104
    serverName: ca.academia
    tlsRoot: academia.pem
`

func TestReadSettings(t *testing.T) {
	t.Parallel()
	without := func(line string) string { return strings.Replace(written, line, "", 1) }
	own, _, _ := strings.Cut(written, "certificateAuthority:")
	for name, row := range map[string]struct {
		content string
		fails   string
	}{
		"ok/complete":     {written, ""},
		"ok/no authority": {own, ""},
		"fail/the own host as its MSP": {
			strings.Replace(written, "mspID: academia", "mspID: Org1MSP", 1), `host: "academia" is none of MSP "Org1MSP", but may be org1.msp or org1-e485d4c6193084f8.msp`,
		},
		"fail/a peer's host, as another's": {
			strings.Replace(written, "host: industry", "host: org1.msp", 1), `peers[1].host: "org1.msp" is none of MSP "industry", but may be industry`,
		},
		"ok/a host that is named": {
			strings.Replace(written, "host: academia\nmspID: academia", "host: org1.msp\nmspID: Org1MSP", 1), "",
		},
		"fail/not YAML":         {"peers: {", "read the gateway settings"},
		"fail/empty":            {"", "chaincode is missing\nchannel is missing\nhost is missing\nmspID is missing\nno peers"},
		"fail/no host":          {without("host: academia\n"), "host is missing"},
		"fail/no channel":       {without("channel: registry\n"), "channel is missing"},
		"fail/a peer's address": {without("      address: 127.0.0.1:17090\n"), "peers[1].address is missing"},
		"fail/a peer's host":    {without("      host: industry\n"), "peers[1].host is missing"},
		"fail/one name twice":   {strings.Replace(written, "name: peer.industry", "name: peer.academia", 1), `peers[1].name: "peer.academia" is another's`},
		"fail/authority's root": {own + "certificateAuthority: {name: ca, address: a:1, serverName: s}\n", "certificateAuthority.tlsRoot is missing"},
		"ok/with a scheme":      {strings.Replace(written, "127.0.0.1:17090", "grpcs://127.0.0.1:17090", 1), ""},
		"fail/without TLS":      {strings.Replace(own, "127.0.0.1:17090", "grpc://127.0.0.1:17090", 1), `peers[1].address: "grpc://127.0.0.1:17090" is not host:port`},
		"fail/without a port":   {strings.Replace(own, "127.0.0.1:17090", "peer.industry", 1), `peers[1].address: "peer.industry" is not host:port`},
		"fail/authority, plain": {own + "certificateAuthority: {name: ca, address: 'http://a:1', serverName: s, tlsRoot: r}\n", "certificateAuthority.address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "gateway.yaml")
			require.NoError(t, os.WriteFile(path, []byte(row.content), 0o600))
			read, err := ReadSettings(path)
			if row.fails != "" {
				require.ErrorContains(t, err, row.fails)
				require.ErrorContains(t, err, path)
				return
			}
			require.NoError(t, err)
			require.Len(t, read.Peers, 2)
			require.Equal(t, Endpoint{
				Name: "peer.industry", Host: "industry", MSPID: "industry", Address: "127.0.0.1:17090",
				ServerName: "peer.industry", TLSRoot: "/etc/industry.pem",
			}, read.Peers[1])
			require.Equal(t, name != "ok/no authority", read.CertificateAuthority != nil)
		})
	}
	path := filepath.Join(t.TempDir(), "gateway.yaml")
	require.NoError(t, os.WriteFile(path, []byte(own+"certificateAuthority: {name: ca, address: 'https://ca.example.com:7054', tlsRoot: r}\n"), 0o600))
	read, err := ReadSettings(path)
	require.NoError(t, err)
	require.Equal(t, &Endpoint{Name: "ca", Address: "ca.example.com:7054", ServerName: "ca.example.com", TLSRoot: "r"}, read.CertificateAuthority)
	_, err = ReadSettings("nowhere.yaml")
	require.ErrorIs(t, err, os.ErrNotExist)
}
