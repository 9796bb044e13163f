package network

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConnectionProfile(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	profile, err := n.connectionProfile("industry")
	require.NoError(t, err)
	require.Equal(t, "industry", get(t, profile, "client", "organization"))
	require.Equal(t, "2s", get(t, profile, "client", "peer", "timeout", "connection"))
	require.Equal(t, "2s", get(t, profile, "client", "peer", "timeout", "discovery", "greylistExpiry"))
	require.Equal(t, "2s", get(t, profile, "client", "global", "cache", "discovery"))
	require.Equal(t, []any{"orderer1", "orderer2", "orderer3"}, get(t, profile, "channels", "registry", "orderers"),
		"the SDK takes no orderer from the channel")
	require.Equal(t, 1, get(t, profile, "channels", "registry", "policies", "discovery", "maxTargets"))
	for i, node := range n.topology.hostNodes(n.dir) {
		require.Equal(t, n.topology.Hosts[i], get(t, profile, "organizations", node.Name, "mspid"))
		require.Equal(t, node.Peer, get(t, profile, "peers", "peer."+node.Name, "url"),
			"equal to what discovery says, or the SDK does not find the TLS root")
		require.Equal(t, n.dir.hostTLSRoot(node.Name), get(t, profile, "certificateAuthorities", "ca."+node.Name, "tlsCACerts", "path"))
	}
	require.NotContains(t, string(profile), "registrar", "a client's profile may not let it register others")
}

func TestConnectionProfileOfBFT(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	n.topology = n.topology.WithConsensus(BFT)
	profile, err := n.connectionProfile("industry")
	require.NoError(t, err)
	require.Equal(t, []any{"orderer1", "orderer2", "orderer3", "orderer4"}, get(t, profile, "channels", "registry", "orderers"))
	for _, node := range n.topology.ordererNodes(n.dir) {
		require.Equal(t, node.Organization, get(t, profile, "organizations", node.Organization, "mspid"))
		require.Equal(t, n.dir.ordererTLSRoot(node.Organization), get(t, profile, "orderers", node.Name, "tlsCACerts", "path"),
			"each orderer's certificate is of its own organization's root")
	}
	orderers := n.gatewaySettings("industry").Orderers
	require.Len(t, orderers, 4)
	require.Equal(t, GatewayOrderer{
		Name: "orderer4", MSPID: "orderers", Address: "127.0.0.1:17059", ServerName: "orderer4", TLSRoot: n.dir.ordererTLSRoot("orderers"),
	}, orderers[3], "whoever is left over is the orderers' own")
}

func TestGatewaySettings(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	settings := n.gatewaySettings("academia")
	require.Equal(t, "academia", settings.MSPID)
	require.Len(t, settings.Peers, 3)
	require.Equal(t, GatewayPeer{
		Name: "peer.academia", Host: "academia", MSPID: "academia", Address: "127.0.0.1:17100",
		ServerName: "peer.academia", TLSRoot: n.dir.hostTLSRoot("academia"),
	}, settings.Peers[0], "the host's own comes first")
	require.Equal(t, GatewayCA{
		Name: "ca.academia", Address: "127.0.0.1:17104", ServerName: "ca.academia", TLSRoot: n.dir.hostTLSRoot("academia"),
	}, settings.CertificateAuthority)
}

func TestEnv(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	lines, err := n.Env("academia")
	require.NoError(t, err)
	require.Contains(t, lines, "export ALLIANCE_HOST='academia'\n")
	require.Contains(t, lines, "export ALLIANCE_CONNECTION="+Quote(n.dir.Connection("academia"))+"\n")
	require.Contains(t, lines, "export ALLIANCE_CHANNEL='registry'\n")
	require.Contains(t, lines, "export CORE_PEER_ADDRESS='127.0.0.1:17100'\n")
	require.Contains(t, lines, `/.build/bin':"$PATH"`)
	_, err = n.Env("orderers")
	require.ErrorContains(t, err, "association, industry, academia")
}

func TestQuote(t *testing.T) {
	t.Parallel()
	require.Equal(t, `'a b'`, Quote("a b"))
	require.Equal(t, `'it'\''s $HOME'`, Quote("it's $HOME"))
}

func TestKnowsAll(t *testing.T) {
	t.Parallel()
	hosts := []string{"a", "b"}
	tests := map[string]struct {
		answer  string
		wantErr string
	}{
		"ok/all":        {`[{"EndorsersByGroups": {"G0": [{"MSPID": "a"}], "G1": [{"MSPID": "b"}]}}]`, ""},
		"fail/one less": {`[{"EndorsersByGroups": {"G0": [{"MSPID": "a"}]}}]`, "no endorser of b"},
		"fail/nobody":   {`[]`, "no endorser of a"},
		"fail/no json":  {`server returned`, "discovery"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := checkEndorsers([]byte(test.answer), hosts)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
}

func TestUnlessDone(t *testing.T) {
	t.Parallel()
	require.NoError(t, ignoreRepeat(nil, "done"))
	require.NoError(t, ignoreRepeat(errNoLeader, "leader"))
	require.ErrorIs(t, ignoreRepeat(errNoLeader, "done"), errNoLeader)
}

func TestLifecycleAnswers(t *testing.T) {
	t.Parallel()
	sequence, err := committedSequence([]byte(`{"sequence": 3, "version": "1"}`))
	require.NoError(t, err)
	require.Equal(t, "3", sequence)
	id, err := approvedPackage([]byte(`{"sequence": 1, "source": {"Type": {"LocalPackage": {"package_id": "r:1"}}}}`))
	require.NoError(t, err)
	require.Equal(t, "r:1", id)
	_, err = committedSequence([]byte("Error"))
	require.Error(t, err)
	_, err = approvedPackage([]byte("Error"))
	require.Error(t, err)
}
