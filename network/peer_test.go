package network

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/keys"
	"allianceregistry/network/words"
)

// testHome is a project's folder with as much of Fabric's samples as it takes to write
// configurations.
func testHome(t *testing.T) Home {
	t.Helper()
	home := Home(t.TempDir())
	for _, name := range []string{"core.yaml", "orderer.yaml"} {
		require.NoError(t, writeFile(home.sample(name), []byte("{}\n")))
	}
	return home
}

func setPeers(t *testing.T, home Home, dir Dir, count int) HostPeers {
	t.Helper()
	peers, err := SetPeers(home, dir, count, func(*words.Message) {})
	require.NoError(t, err)
	return peers
}

// agreed makes a host that has agreed to a channel with another.
func agreedHost(t *testing.T) Dir {
	t.Helper()
	dir, own := made(t, "industry", "192.0.2.11")
	_, association := made(t, "association", "192.0.2.10")
	proposed := propose(t, association, own)
	require.NoError(t, Accept(dir, proposed, proposed.Hash, false))
	return dir
}

// without are the files of a folder but those whose path has the text.
func withoutPath(files map[string]string, text string) map[string]string {
	kept := map[string]string{}
	for path, content := range files {
		if !strings.Contains(path, text) {
			kept[path] = content
		}
	}
	return kept
}

func TestSetPeers(t *testing.T) {
	t.Parallel()
	dir, home := agreedHost(t), testHome(t)
	keysBefore := contents(t, Dir(dir.Crypto()))
	n, err := Open(home, dir, func(*words.Message) {})
	require.NoError(t, err)
	before := n.Processes()

	peers := setPeers(t, home, dir, 3)
	require.Equal(t, []string{"peer.industry", "peer2.industry", "peer3.industry"}, peers.Peers)
	require.True(t, peers.Changed)
	require.Equal(t, keysBefore, withoutPath(withoutPath(contents(t, Dir(dir.Crypto())), "peer2."), "peer3."), "no other key has changed")
	file := publicFileIn(t, peers.File.File)
	require.Equal(t, []hostfile.Peer{
		{Name: "peer.industry", Address: "192.0.2.11:17080"},
		{Name: "peer2.industry", Address: "192.0.2.11:17090"},
		{Name: "peer3.industry", Address: "192.0.2.11:17100"},
	}, file.Peers, "the first, the anchor peer, is where it was")

	all := contents(t, dir)
	again := setPeers(t, home, dir, 3)
	require.False(t, again.Changed)
	require.Equal(t, all, contents(t, dir), "the second time changes nothing, not even a signature")

	n, err = Open(home, dir, func(*words.Message) {})
	require.NoError(t, err)
	after := n.Processes()
	require.Len(t, after, len(before)+2)
	ports := map[int]string{}
	for _, process := range after {
		for _, port := range process.Ports {
			require.Empty(t, ports[port], "port %d is for %s and %s", port, ports[port], process.Name)
			ports[port] = process.Name
		}
	}
	for _, process := range before {
		same, err := n.Process(process.Name)
		require.NoError(t, err)
		require.Equal(t, process.Ports, same.Ports, process.Name)
	}

	one := setPeers(t, home, dir, 1)
	require.True(t, one.Changed)
	require.Equal(t, []string{"peer.industry"}, one.Peers)
	require.Len(t, publicFileIn(t, one.File.File).Peers, 1)
	setPeers(t, home, dir, 3)
	require.Equal(t, withoutPath(withoutPath(all, ".host.yaml"), "ready"), withoutPath(contents(t, dir), ".host.yaml"), "one that comes back has the keys of before")
}

func publicFileIn(t *testing.T, path string) hostfile.File {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	file, err := hostfile.Parse(content)
	require.NoError(t, err)
	return file
}

// A further peer is certified by its host's own authorities, under its own name, as a peer.
func TestFurtherPeerIsCertified(t *testing.T) {
	t.Parallel()
	dir, _ := made(t, "industry", "192.0.2.11")
	setPeers(t, "", dir, 2)
	peer := dir.peer("industry", 2)
	identity := readCertificateIn(t, filepath.Join(peer.Crypto, "msp", "signcerts", "peer2.industry-cert.pem"))
	require.NoError(t, identity.CheckSignatureFrom(readCertificateIn(t, filepath.Join(dir.organization("industry"), "ca", "ca.industry-cert.pem"))))
	require.Equal(t, []string{"peer"}, identity.Subject.OrganizationalUnit)
	tls := readCertificateIn(t, filepath.Join(peer.Crypto, "tls", "server.crt"))
	require.NoError(t, tls.CheckSignatureFrom(readCertificateIn(t, dir.hostTLSRoot("industry"))))
	for _, name := range []string{"peer2.industry", "192.0.2.11"} {
		require.NoError(t, tls.VerifyHostname(name))
	}
	require.NoDirExists(t, filepath.Join(peer.Crypto, "caller"), "all peers of a host share one key pair for its chaincode")
	info, err := os.Stat(filepath.Join(peer.Crypto, "msp", "keystore", "priv_sk"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func readCertificateIn(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	certificate, err := ParseCertificate(content)
	require.NoError(t, err)
	return certificate
}

// Interrupted after any of its steps, the same call does the rest.
func TestSetPeersGoesOn(t *testing.T) {
	t.Parallel()
	interrupted := map[string]func(t *testing.T, dir Dir, host Host){
		"while it made keys": func(t *testing.T, dir Dir, host Host) {
			require.NoError(t, writeFile(filepath.Join(dir.peer("industry", 2).Crypto+".part", "msp", "signcerts", "half.pem"), nil))
		},
		"after the keys": func(t *testing.T, dir Dir, host Host) { require.NoError(t, makeFurtherPeers(dir, host, nil)) },
		"after the settings": func(t *testing.T, dir Dir, host Host) {
			require.NoError(t, makeFurtherPeers(dir, host, nil))
			require.NoError(t, writeHost(dir, host))
		},
		"after the public file": func(t *testing.T, dir Dir, host Host) {
			require.NoError(t, makeFurtherPeers(dir, host, nil))
			require.NoError(t, writeHost(dir, host))
			require.NoError(t, makePublicFile(dir, host, true))
		},
	}
	for name, interrupt := range interrupted {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, home := agreedHost(t), testHome(t)
			require.NoError(t, writeFile(dir.ready(), nil))
			host := testHost
			host.Peers = 2
			interrupt(t, dir, host)
			peers := setPeers(t, home, dir, 2)
			require.Len(t, publicFileIn(t, peers.File.File).Peers, 2)
			require.FileExists(t, filepath.Join(dir.peer("industry", 2).Crypto, "msp", "keystore", "priv_sk"))
			require.NoDirExists(t, dir.peer("industry", 2).Crypto+".part")
			require.NoFileExists(t, filepath.Join(dir.peer("industry", 2).Crypto, "msp", "signcerts", "half.pem"))
			require.FileExists(t, filepath.Join(dir.process("peer2.industry"), "core.yaml"))
			require.NoFileExists(t, dir.ready(), "the next start joins it to the channel")
			saved, err := readHost(dir)
			require.NoError(t, err)
			require.Equal(t, 2, saved.Peers)
		})
	}
}

func TestSetPeersRefuses(t *testing.T) {
	t.Parallel()
	dir, _ := made(t, "industry", "192.0.2.11")
	for _, count := range []int{-1, 0, MaxPeers + 1} {
		_, err := SetPeers("", dir, count, func(*words.Message) {})
		require.ErrorContains(t, err, "1 to 4 peers")
	}
	_, err := SetPeers("", Dir(t.TempDir()), 2, func(*words.Message) {})
	require.ErrorContains(t, err, "holds no host")

	machine := testNetwork(t)
	require.NoError(t, machine.writeTopology(t.Context()))
	_, err = SetPeers("", machine.dir, 2, func(*words.Message) {})
	require.ErrorContains(t, err, "a network of this machine alone")

	high := Dir(t.TempDir()).sub("host")
	host := testHost
	host.BasePort = 65535 - portsOfOrderers - portsOfHost
	_, err = initHost(t, high, host, nil)
	require.NoError(t, err)
	_, err = SetPeers("", high, 2, func(*words.Message) {})
	require.ErrorContains(t, err, "out of range: 1024 to 65485", "its ports would be beyond the last")
	saved, err := readHost(high)
	require.NoError(t, err)
	require.Zero(t, saved.Peers, "nothing has changed")

	keyless, _ := made(t, "industry", "192.0.2.11")
	require.NoError(t, os.Remove(filepath.Join(keyless.organization("industry"), "tlsca", "priv_sk")))
	_, err = SetPeers("", keyless, 2, func(*words.Message) {})
	require.ErrorContains(t, err, "keys could not be made")
	saved, err = readHost(keyless)
	require.NoError(t, err)
	require.Zero(t, saved.Peers)
}

// Making the host once more, or renewing its file, keeps the number of its peers.
func TestInitKeepsPeers(t *testing.T) {
	t.Parallel()
	dir, _ := made(t, "industry", "192.0.2.11")
	setPeers(t, "", dir, 2)
	file, err := makeHost("", dir, testHost, nil, true, func(*words.Message) {})
	require.NoError(t, err)
	require.Len(t, publicFileIn(t, file.File).Peers, 2)
	saved, err := readHost(dir)
	require.NoError(t, err)
	require.Equal(t, 2, saved.Peers)
}

// Peers of one host begin to look for each other, use one chaincode service under one key
// pair, and stand in what the host's clients get.
func TestPeersOfOneHost(t *testing.T) {
	t.Parallel()
	dir, home := agreedHost(t), testHome(t)
	setPeers(t, home, dir, 2)
	n, err := Open(home, dir, func(*words.Message) {})
	require.NoError(t, err)
	settings := func(process string) []byte {
		content, err := os.ReadFile(filepath.Join(dir.process(process), "core.yaml"))
		require.NoError(t, err)
		return content
	}
	for process, other := range map[string]string{"peer.industry": "192.0.2.11:17090", "peer2.industry": "192.0.2.11:17080"} {
		require.Equal(t, other, get(t, settings(process), "peer", "gossip", "bootstrap"), process)
		require.Equal(t, true, get(t, settings(process), "peer", "gossip", "orgLeader"))
		require.Equal(t, process, get(t, settings(process), "peer", "id"))
	}
	second := settings("peer2.industry")
	require.Equal(t, "192.0.2.11:17090", get(t, second, "peer", "gossip", "externalEndpoint"))
	require.Equal(t, "127.0.0.1:17091", get(t, second, "operations", "listenAddress"))
	require.Equal(t, filepath.Join(dir.process("peer2.industry"), "data"), get(t, second, "peer", "fileSystemPath"))
	release, err := os.ReadFile(filepath.Join(dir.process("peer2.industry"), "builder", "bin", "release"))
	require.NoError(t, err)
	require.Contains(t, string(release), filepath.Join("peer.industry", "caller", keys.ClientKey))

	profile, err := n.connectionProfile("industry", false)
	require.NoError(t, err)
	require.Equal(t, []any{"peer.industry", "peer2.industry"}, get(t, profile, "organizations", "industry", "peers"))
	require.Equal(t, "grpcs://192.0.2.11:17090", get(t, profile, "peers", "peer2.industry", "url"))
	require.Equal(t, n.dir.hostTLSRoot("industry"), get(t, profile, "peers", "peer2.industry", "tlsCACerts", "path"))
	require.Equal(t, true, get(t, profile, "channels", "registry", "peers", "peer2.industry", "eventSource"))
	var listed []string
	for _, peer := range n.gatewaySettings("industry").Peers {
		listed = append(listed, peer.Name+" "+peer.Address+" "+peer.ServerName)
	}
	require.Equal(t, []string{
		"peer.industry 192.0.2.11:17080 peer.industry", "peer2.industry 192.0.2.11:17090 peer2.industry",
		"peer.association 192.0.2.10:17080 peer.association",
	}, listed)

	host, err := n.Deployment()
	require.NoError(t, err)
	caller := n.dir.caller("industry")
	for _, service := range host.Services {
		switch service.Name {
		case "peer2.industry":
			require.Contains(t, service.Reads, caller)
			require.NotContains(t, service.Reads, filepath.Dir(caller), "it does not see the first one's keys")
			require.Equal(t, 17090, service.Port)
		case "peer.industry":
			require.NotContains(t, service.Reads, caller, "it is in its own folder")
		}
	}
	lines, err := n.Env("industry")
	require.NoError(t, err)
	require.Contains(t, lines, "export CORE_PEER_ADDRESS='192.0.2.11:17080'\n")
	require.Contains(t, lines, "export ORDERER_ADDRESS='192.0.2.11:17050'\n")
}

// A command goes to the first of a host's peers that answers.
func TestAnswering(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", Address(0))
	require.NoError(t, err)
	defer listener.Close()
	up, down := listener.Addr().String(), Address(1) // no test may listen on a port below 1024
	for name, row := range map[string]struct {
		peers []string
		want  string
	}{
		"ok/one that is down": {[]string{down}, down},
		"ok/the first":        {[]string{up, down}, up},
		"ok/the second":       {[]string{down, up}, up},
		"ok/none":             {[]string{down, Address(2)}, down},
	} {
		node := hostNode{Name: "industry"}
		for _, address := range row.peers {
			node.Peers = append(node.Peers, peerNode{Host: "industry", Address: address})
		}
		n := &Network{hosts: []hostNode{{Name: "association", Peers: []peerNode{{}}}, node}}
		require.Equal(t, row.want, n.answering(t.Context(), "industry").Address, name)
	}
}

// Of a host's own peers that answer a command goes to the one that has the most blocks.
func TestAnsweringHasTheChannel(t *testing.T) {
	t.Parallel()
	n := ownNetwork(t, testHost)
	peer := func(name, metrics string) peerNode {
		listener, err := net.Listen("tcp", Address(0))
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, metrics) }))
		t.Cleanup(server.Close)
		own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}) // that of all such servers
		require.NoError(t, writeFile(n.dir.hostTLSRoot("industry"), own))
		return peerNode{Name: name, Host: "industry", Address: listener.Addr().String(), Ports: PeerPorts{Operations: portOf(t, server)}}
	}
	height := func(blocks int) string {
		return fmt.Sprintf("ledger_blockchain_height{channel=\"registry\"} %d\n", blocks)
	}
	for name, row := range map[string]struct{ first, second, want string }{
		"ok/the second, since the first has not joined": {"", height(9), "second"},
		"ok/the second, since the first fetches blocks": {height(3), height(9), "second"},
		"ok/the first of two that have as many":         {height(9), height(9), "first"},
		"ok/the first of two that have not joined":      {"", "", "first"},
	} {
		n.hosts[0].Peers = []peerNode{peer("first", row.first), peer("second", row.second)}
		require.Equal(t, row.want, n.answering(t.Context(), "industry").Name, name)
	}
}

// A command is refused if none of a host's peers runs.
func TestOnePeerIsEnough(t *testing.T) {
	t.Parallel()
	host := testHost
	host.Peers = 2
	n := ownNetwork(t, host)
	require.ErrorContains(t, n.requireRunning(KindPeer, "industry"), "peer.industry does not run")
	started, err := kernel.StartTime(os.Getpid())
	require.NoError(t, err)
	second, err := n.Process("peer2.industry")
	require.NoError(t, err)
	require.NoError(t, writeFile(second.pidFile(), fmt.Appendf(nil, "%d %s\n", os.Getpid(), started)))
	require.NoError(t, n.requireRunning(KindPeer, "industry"))
	require.ErrorContains(t, n.requireRunning(KindCA, "industry"), "ca.industry does not run")
}
