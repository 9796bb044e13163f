package network

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

func TestConnectionProfile(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	profile, err := n.connectionProfile("industry", false)
	require.NoError(t, err)
	require.Equal(t, "industry", get(t, profile, "client", "organization"))
	require.Equal(t, "2s", get(t, profile, "client", "peer", "timeout", "connection"))
	require.Equal(t, "2s", get(t, profile, "client", "peer", "timeout", "discovery", "greylistExpiry"))
	require.Equal(t, "2s", get(t, profile, "client", "global", "cache", "discovery"))
	require.Equal(t, []any{"orderer1", "orderer2", "orderer3"}, get(t, profile, "channels", "registry", "orderers"),
		"the SDK takes no orderer from the channel")
	require.Equal(t, 1, get(t, profile, "channels", "registry", "policies", "discovery", "maxTargets"))
	for i, node := range n.hosts {
		require.Equal(t, n.topology.Hosts[i], get(t, profile, "organizations", node.Name, "mspid"))
		require.Equal(t, "grpcs://"+node.first().Address, get(t, profile, "peers", "peer."+node.Name, "url"),
			"with the scheme, without which other clients do not take it")
		require.Equal(t, n.dir.hostTLSRoot(node.Name), get(t, profile, "certificateAuthorities", "ca."+node.Name, "tlsCACerts", "path"))
	}
	require.NotContains(t, string(profile), "registrar", "a client's profile may not let it register others")
}

func TestConnectionProfileOfBFT(t *testing.T) {
	t.Parallel()
	n := testNetworkOf(t, DefaultTopology().WithConsensus(BFT))
	profile, err := n.connectionProfile("industry", false)
	require.NoError(t, err)
	require.Equal(t, []any{"orderer1", "orderer2", "orderer3", "orderer4"}, get(t, profile, "channels", "registry", "orderers"))
	for _, node := range n.orderers {
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

// What a party takes to another machine names no file of this one.
func TestPortableProfile(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{Raft, BFT} {
		n := testNetworkOf(t, DefaultTopology().WithConsensus(kind))
		require.NoError(t, n.makeCrypto(t.Context()))
		connection, gateway, err := n.Portable("industry")
		require.NoError(t, err)
		for _, file := range [][]byte{connection, gateway} {
			require.NotContains(t, string(file), string(n.dir))
			require.NotContains(t, string(file), "PRIVATE KEY")
		}
		root, err := os.ReadFile(n.dir.hostTLSRoot("academia"))
		require.NoError(t, err)
		require.Equal(t, string(root), get(t, connection, "peers", "peer.academia", "tlsCACerts", "pem"))
		require.Equal(t, []any{string(root)}, get(t, connection, "certificateAuthorities", "ca.academia", "tlsCACerts", "pem"))
		require.Contains(t, fmt.Sprint(get(t, gateway, "peers")), string(root))
		_, _, err = n.Portable("orderers")
		require.ErrorContains(t, err, "industry")
	}
}

// Other hosts' further peers are taken from what gossip knows, and nothing but their names and
// addresses: each host has as many as it may have, and nobody adds to another, or to this one.
func TestFurtherPeersOfOthersAreFound(t *testing.T) {
	t.Parallel()
	other, _ := made(t, "association", "192.0.2.10")
	setPeers(t, "", other, 3)
	own, _ := made(t, "industry", "192.0.2.11")
	setPeers(t, "", own, 2)
	identityOf := func(peer peerNode) string {
		content, err := os.ReadFile(filepath.Join(peer.Crypto, "msp", "signcerts", peer.Name+"-cert.pem"))
		require.NoError(t, err)
		return string(content)
	}
	identity := func(number int) string { return identityOf(other.peer("association", number)) }
	n, err := Open("", agreedHost(t), func(*words.Message) {})
	require.NoError(t, err)
	known := n.hosts
	for name, row := range map[string]struct {
		found []foundPeer
		want  []string // association's peers
	}{
		"ok/the second": {
			[]foundPeer{{"association", "192.0.2.10:17090", identity(2)}, {"association", "192.0.2.10:17080", identity(1)}},
			[]string{"peer.association 192.0.2.10:17080", "peer2.association 192.0.2.10:17090"},
		},
		"ok/the third, while the second is down": {
			[]foundPeer{{"association", "192.0.2.10:17100", identity(3)}},
			[]string{"peer.association 192.0.2.10:17080", "peer3.association 192.0.2.10:17100"},
		},
		"ok/none":              {nil, []string{"peer.association 192.0.2.10:17080"}},
		"ok/the first stays":   {[]foundPeer{{"association", "192.0.2.66:1", identity(1)}}, []string{"peer.association 192.0.2.10:17080"}},
		"fail/of another host": {[]foundPeer{{"industry", "192.0.2.10:17090", identity(2)}}, []string{"peer.association 192.0.2.10:17080"}},
		"fail/of this host": {
			[]foundPeer{{"industry", "192.0.2.11:17090", identityOf(own.peer("industry", 2))}}, []string{"peer.association 192.0.2.10:17080"},
		},
		"fail/no address":             {[]foundPeer{{"association", "x:1\"\n evil: 1", identity(2)}}, []string{"peer.association 192.0.2.10:17080"}},
		"fail/no certificate":         {[]foundPeer{{"association", "192.0.2.10:17090", "none"}}, []string{"peer.association 192.0.2.10:17080"}},
		"fail/two of the same number": {[]foundPeer{{"association", "192.0.2.10:1", identity(2)}, {"association", "192.0.2.10:2", identity(2)}}, []string{"peer.association 192.0.2.10:17080", "peer2.association 192.0.2.10:1"}},
		"fail/at this host's peer": {
			[]foundPeer{{"association", "192.0.2.11:17080", identity(2)}}, []string{"peer.association 192.0.2.10:17080"},
		},
		"fail/at its own first peer": {
			[]foundPeer{{"association", "192.0.2.10:17080", identity(2)}}, []string{"peer.association 192.0.2.10:17080"},
		},
		"fail/at an orderer": {
			[]foundPeer{{"association", "192.0.2.11:17050", identity(2)}}, []string{"peer.association 192.0.2.10:17080"},
		},
		"fail/at a CA": {
			[]foundPeer{{"association", "192.0.2.11:17084", identity(2)}}, []string{"peer.association 192.0.2.10:17080"},
		},
		"fail/at the further peer of a third": {
			[]foundPeer{{"association", "192.0.2.12:17090", identity(2)}, {"academia", "192.0.2.12:17090", identity(2)}},
			[]string{"peer.association 192.0.2.10:17080"},
		},
		"fail/two at one address": {
			[]foundPeer{{"association", "192.0.2.10:17090", identity(2)}, {"association", "192.0.2.10:17090", identity(3)}},
			[]string{"peer.association 192.0.2.10:17080", "peer2.association 192.0.2.10:17090"},
		},
		"fail/at the machine that asks": {
			[]foundPeer{{"association", "127.0.0.1:17090", identity(2)}, {"association", "localhost:17090", identity(3)}},
			[]string{"peer.association 192.0.2.10:17080"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hosts := withFound(known, n.orderers, row.found)
			var got []string
			for _, peer := range hosts[1].Peers {
				got = append(got, peer.Name+" "+peer.Address)
			}
			require.Equal(t, row.want, got)
			require.Len(t, hosts[0].Peers, 1, "this host knows its own")
			require.Len(t, known[1].Peers, 1)
		})
	}
	n.hosts = withFound(known, n.orderers, []foundPeer{{"association", "192.0.2.10:17090", identity(2)}})
	connection, gateway, err := n.Portable("industry")
	require.NoError(t, err)
	require.Equal(t, "grpcs://192.0.2.10:17090", get(t, connection, "peers", "peer2.association", "url"))
	require.Contains(t, string(gateway), "serverName: peer2.association")
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
	require.Contains(t, lines, "export ORDERER_ADDRESS='127.0.0.1:17050'\n")
	require.Contains(t, lines, "export ORDERER_CA="+Quote(n.dir.ordererTLSRoot("orderers"))+"\n")
	require.Contains(t, lines, "export FABRIC_CA_CLIENT_URL='https://127.0.0.1:17104'\n")
	require.Contains(t, lines, "export FABRIC_CA_CLIENT_TLS_CERTFILES="+Quote(n.dir.hostTLSRoot("academia"))+"\n")
	require.Contains(t, lines, "export FABRIC_LOGGING_SPEC='error'\n")
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

// What a command sent that was killed may overtake what it sends when it is given again, and an
// orderer that dies takes with it what it was sent. Other failures are no such cases.
func TestOvertakenAndLost(t *testing.T) {
	t.Parallel()
	said := func(text string) error { return fmt.Errorf("peer: exit status 1: Error: %s", text) }
	require.True(t, isOvertaken(said("transaction invalidated with status (MVCC_READ_CONFLICT)")))
	require.False(t, isOvertaken(said("transaction invalidated with status (ENDORSEMENT_POLICY_FAILURE)")))
	require.False(t, isOvertaken(errNoLeader))

	for _, text := range []string{
		"timed out waiting for txid on all peers",
		"error receiving from deliver filtered at 192.0.2.10:17080: rpc error: code = DeadlineExceeded desc = context finished before block retrieved: context deadline exceeded",
		"error receiving from deliver filtered at 192.0.2.10:17080: rpc error: code = DeadlineExceeded desc = stream terminated by RST_STREAM with error code: CANCEL",
	} {
		require.True(t, isLost(said(text)), text)
	}
	require.False(t, isLost(said("error receiving from deliver filtered at 192.0.2.10:17080: rpc error: code = PermissionDenied desc = no")))
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
