package network

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/network/words"
)

// testNetwork is a network that is only described. Its folder has a name that
// no template may stumble over.
func testNetwork(t *testing.T) *Network { return testNetworkOf(t, DefaultTopology()) }

func testNetworkOf(t *testing.T, topology Topology) *Network {
	t.Helper()
	n, err := New(Home(t.TempDir()), Dir(t.TempDir()).sub("a 网络, 'b' {c}"), topology, func(*words.Message) {})
	require.NoError(t, err)
	return n
}

func (d Dir) sub(name string) Dir { return Dir(d.Path(name)) }

// get follows keys through nested maps.
func get(t *testing.T, document []byte, keys ...string) any {
	t.Helper()
	var value any
	require.NoError(t, yaml.Unmarshal(document, &value), string(document))
	for _, key := range keys {
		fields, isMap := value.(map[string]any)
		require.True(t, isMap, "%v at %s", keys, key)
		require.Contains(t, fields, key)
		value = fields[key]
	}
	return value
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	merged, err := overlay([]byte("a: {b: 1, c: 2}\nd: [1, 2]\ne: kept\nf:\n"), []byte("a: {b: 3}\nd: [4]\nf: {g: new}\n"))
	require.NoError(t, err)
	require.Equal(t, 3, get(t, merged, "a", "b"))
	require.Equal(t, 2, get(t, merged, "a", "c"))
	require.Equal(t, []any{4}, get(t, merged, "d"))
	require.Equal(t, "kept", get(t, merged, "e"))
	require.Equal(t, "new", get(t, merged, "f", "g"))

	_, err = overlay([]byte("["), nil)
	require.ErrorContains(t, err, "sample")
}

func TestPeerConfiguration(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	node := n.hosts[1].first()
	out, err := render("peer.yaml", peerSettings{n.hosts[1], node})
	require.NoError(t, err)
	require.Equal(t, "", get(t, out, "vm", "endpoint"), "an empty endpoint cannot be set from the environment")
	builders := get(t, out, "chaincode", "externalBuilders").([]any)
	require.Equal(t, node.Folder+"/builder", builders[0].(map[string]any)["path"])
	require.Equal(t, "industry", get(t, out, "peer", "localMspId"))
	require.Equal(t, "2m0s", get(t, out, "peer", "authentication", "timewindow"))
	require.Equal(t, 100000, get(t, out, "ledger", "state", "totalQueryLimit"))
	require.Equal(t, "5s", get(t, out, "peer", "gossip", "aliveExpirationTimeout"))
	require.Equal(t, node.Crypto+"/tls/server.crt", get(t, out, "peer", "tls", "cert", "file"))
}

// Every template is filled for every node, and nothing in it may be open to
// other machines.
func TestTemplatesListenOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	var outputs [][]byte
	fill := func(name string, data any) {
		out, err := render(name, data)
		require.NoError(t, err)
		outputs = append(outputs, out)
	}
	for _, node := range n.orderers {
		fill("orderer.yaml", node)
	}
	for _, node := range n.hosts {
		fill("peer.yaml", peerSettings{node, node.first()})
		fill("ca.yaml", node)
	}
	for _, out := range outputs {
		require.NotContains(t, string(out), "0.0.0.0")
		var addresses func(key string, value any)
		addresses = func(key string, value any) {
			switch value := value.(type) {
			case map[string]any:
				for key, value := range value {
					addresses(strings.ToLower(key), value)
				}
			case string:
				if strings.HasSuffix(key, "address") {
					require.True(t, strings.HasPrefix(value, loopback), "%s: %s", key, value)
				}
			}
		}
		addresses("", get(t, out))
	}
}

func TestRegistrarMayOnlyRegisterClients(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	out, err := render("ca.yaml", n.hosts[0])
	require.NoError(t, err)
	registrar := get(t, out, "registry", "identities").([]any)[0].(map[string]any)
	require.Equal(t, "client", registrar["attrs"].(map[string]any)["hf.Registrar.Roles"])
	require.Equal(t, n.dir.organization("association")+"/ca/ca.association-cert.pem", get(t, out, "ca", "certfile"))
}
