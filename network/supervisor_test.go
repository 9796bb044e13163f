package network

import (
	"archive/tar"
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/change"
	"allianceregistry/network/deploy"
	"allianceregistry/network/words"
)

// ownNetwork is the network of a host on a machine of its own, with its keys made.
func ownNetwork(t *testing.T, host Host) *Network {
	t.Helper()
	dir := Dir(t.TempDir()).sub("host")
	_, err := initHost(t, dir, host, nil)
	require.NoError(t, err)
	n := &Network{
		home: Home(filepath.Join(t.TempDir(), "registry")), dir: dir, host: &host, progress: func(*words.Message) {},
		topology: Topology{Name: host.Name, Channel: "registry", Chaincode: "registry", Hosts: []string{host.Name}, BasePort: host.BasePort},
	}
	n.place(host)
	return n
}

// TestDeployment: what services are to read is there, and no key is for two of them.
func TestDeployment(t *testing.T) {
	t.Parallel()
	host := testHost
	host.Address, host.Listen = "ledger.industry.example", "0.0.0.0"
	n := ownNetwork(t, host)
	described, err := n.Deployment()
	require.NoError(t, err)
	var kinds []string
	readers := map[string]string{}
	for _, service := range described.Services {
		kinds = append(kinds, service.Kind)
		require.Contains(t, service.Ports, service.Port)
		require.Equal(t, service.Kind != deploy.Chaincode, service.Public)
		for _, path := range service.Reads {
			require.NoError(t, filepath.WalkDir(path, func(path string, _ os.DirEntry, err error) error {
				require.NoError(t, err, service.Name)
				content, _ := os.ReadFile(path)
				if strings.Contains(string(content), "PRIVATE KEY") {
					require.Empty(t, readers[path], path)
					readers[path] = service.Name
				}
				return nil
			}))
		}
	}
	slices.Sort(kinds)
	require.Equal(t, []string{"ca", "chaincode", "orderer", "peer"}, kinds)
	require.Len(t, readers, 8, "of the peer: identity, TLS, to call the chaincode; two of the orderer, two of the CA, one of the chaincode")
	for path := range readers {
		require.NotContains(t, path, "/users/", "an administrator's key is for the operator alone")
	}
	_, err = deploy.Compose(described, deploy.ComposeOptions{Images: deploy.Images{Prefix: "a/", Tag: "1"}, User: "1:1"})
	require.NoError(t, err)

	_, err = testNetwork(t).Deployment()
	require.ErrorContains(t, err, "network of this machine alone")
}

// TestConfigurationReadsWhatIsThere: every file that is named in a service's configuration
// is one that the service is given.
func TestConfigurationReadsWhatIsThere(t *testing.T) {
	t.Parallel()
	dir, home := agreedHost(t), testHome(t)
	setPeers(t, home, dir, 2)
	n, err := Open(home, dir, func(*words.Message) {})
	require.NoError(t, err)
	described, err := n.Deployment()
	require.NoError(t, err)
	node, orderer := n.hosts[0], n.orderers[0]
	node.ClientAuthRequired, orderer.ClientAuthRequired = true, true
	for kind, data := range map[string]any{
		"peer": peerSettings{node, node.Peers[0]}, "peer2": peerSettings{node, node.Peers[1]}, "orderer": orderer, "ca": node,
	} {
		content, err := render(strings.TrimSuffix(kind, "2")+".yaml", data)
		require.NoError(t, err)
		i := slices.IndexFunc(described.Services, func(s deploy.Service) bool { return s.Name == kind+".industry" })
		for _, word := range strings.FieldsFunc(string(content), func(c rune) bool { return strings.ContainsRune("\"[]{}, \n", c) }) {
			if !strings.HasPrefix(word, string(n.dir)+"/") || strings.Contains(word, "/processes/") {
				continue
			}
			given := func(path string) bool { return word == path || strings.HasPrefix(word, path+"/") }
			require.True(t, slices.ContainsFunc(described.Services[i].Reads, given), "%s reads %s", kind, word)
		}
	}
}

func TestSupervised(t *testing.T) {
	t.Parallel()
	n := ownNetwork(t, testHost)
	require.Empty(t, n.Supervisor())
	require.Len(t, notRunning(n.Processes()), 4)
	require.NoError(t, n.Supervise("systemd"))
	saved, err := readSupervisor(n.dir)
	require.NoError(t, err)
	require.Equal(t, "systemd", saved)
	require.Empty(t, notRunning(n.Processes()), "this program starts none")
	for _, process := range n.Processes() {
		require.ErrorContains(t, process.stop(), "run by systemd")
		require.ErrorContains(t, process.CheckHealth(t.Context()), "has not opened port")
	}
	for line, err := range map[string]error{
		"sudo systemctl stop registry-industry.target":                        n.Stop(""),
		"sudo systemctl stop registry-industry-peer":                          n.Stop("peer.industry"),
		"sudo systemctl start registry-industry.target && network host start": n.Start(t.Context(), ""),
		"sudo systemctl start registry-industry-orderer":                      n.Start(t.Context(), "orderer.industry"),
		"sudo systemctl restart registry-industry.target":                     n.Restart(t.Context(), "industry"),
		"sudo systemctl restart registry-industry-ca":                         n.Restart(t.Context(), "ca.industry"),
		"sudo systemctl stop registry-industry-chaincode":                     n.Kill("chaincode.industry"),
		"To stop the host: sudo systemctl stop registry-industry.target":      Down(n.dir),
	} {
		require.ErrorContains(t, err, line)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, n.AwaitSupervisor(ctx))
}

// TestSuperviseRefusesWhatRuns: two of one process would write to the same ledger.
func TestSuperviseRefusesWhatRuns(t *testing.T) {
	t.Parallel()
	n := ownNetwork(t, testHost)
	process := n.Processes()[0]
	process.Program, process.Args, process.Env = "/bin/sleep", []string{"60"}, nil
	require.NoError(t, os.MkdirAll(process.Folder, 0o700))
	require.NoError(t, process.start())
	t.Cleanup(func() { require.NoError(t, process.stop()) })
	require.ErrorContains(t, n.Supervise("systemd"), process.Name+" still runs")
	require.NoFileExists(t, n.dir.supervisorFile())
}

func TestListening(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port
	require.NoError(t, Listening(port))
	supervised := Process{Supervisor: "systemd", Port: port}
	require.True(t, supervised.Running())
	require.NoError(t, listener.Close())
	require.ErrorContains(t, Listening(port), "nobody listens")
	require.False(t, supervised.Running())
}

// archived returns an archive of a folder, as tar makes it.
func archived(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "host.tar")
	file, err := os.Create(path)
	require.NoError(t, err)
	writer := tar.NewWriter(file)
	require.NoError(t, writer.AddFS(os.DirFS(folder)))
	require.NoError(t, writer.Close())
	require.NoError(t, file.Close())
	return path
}

func TestRestore(t *testing.T) {
	t.Parallel()
	n := ownNetwork(t, testHost)
	archive := archived(t, string(n.dir))
	dir := Dir(t.TempDir()).sub("association")
	restored, err := Restore(dir, archive)
	require.NoError(t, err)
	require.True(t, restored)
	want, got := contents(t, n.dir), contents(t, dir)
	require.Len(t, got, len(want))
	require.NoDirExists(t, string(dir)+".part")

	restored, err = Restore(dir, filepath.Join(t.TempDir(), "none"))
	require.NoError(t, err)
	require.False(t, restored, "it is there")

	_, err = Restore(Dir(t.TempDir()).sub("a"), filepath.Join(t.TempDir(), "none"))
	require.ErrorContains(t, err, "holds no host")
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "x"), nil, 0o600))
	_, err = Restore(Dir(other), archive)
	require.ErrorContains(t, err, "something other than a host")
	none := Dir(t.TempDir()).sub("a")
	_, err = Restore(none, archived(t, other))
	require.ErrorContains(t, err, "not an archive of a host's folder")
	require.NoDirExists(t, string(none)+".part")
	require.NoError(t, os.WriteFile(archive, []byte("no archive"), 0o600))
	_, err = Restore(none, archive)
	require.ErrorContains(t, err, "cannot be unpacked")
}

// TestWhatHasToRunIsNamed: a command that needs a process which does not run says so, and what to
// type on that machine, and not what a program says of a closed port.
func TestWhatHasToRunIsNamed(t *testing.T) {
	t.Parallel()
	own, all := ownNetwork(t, testHost), testNetwork(t)
	supervised := ownNetwork(t, testHost)
	require.NoError(t, supervised.Supervise("systemd"))
	for line, n := range map[string]*Network{
		"network host start": own, "network up": all, "sudo systemctl start registry-industry.target && network host start": supervised,
	} {
		require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
		host := n.localNames()[0]
		_, err := n.Register(t.Context(), []string{"cisco@" + host}, false)
		require.EqualError(t, err, "ca."+host+" does not run, and this takes it. To start what does not run: "+line)
		peer := "peer." + host + " does not run, and this takes it. To start what does not run: " + line
		_, err = n.ChaincodeStatus(t.Context(), true)
		require.EqualError(t, err, peer)
		require.ErrorContains(t, n.ApproveChaincode(t.Context()), peer)
		_, err = n.CommitChaincode(t.Context())
		require.EqualError(t, err, peer)
		_, err = n.DraftChange(t.Context(), change.RemoveHost("nobody"))
		require.EqualError(t, err, peer)
		_, err = n.Drift(t.Context(), "study@"+host, nil)
		require.EqualError(t, err, peer)
	}
}

// TestOwnHostRejoinRefusals: nothing is touched where nobody could give the blocks.
func TestOwnHostRejoinRefusals(t *testing.T) {
	t.Parallel()
	host := testHost
	host.BasePort = 1024 // where no other network listens
	n := ownNetwork(t, host)
	data := n.dir.peerData(host.Name)
	require.NoError(t, os.MkdirAll(data, 0o700))
	_, err := n.RejoinPlan(t.Context(), host.Name, "", false)
	require.ErrorContains(t, err, "nobody could give the blocks. To start this host's: network host start")
	_, err = n.RejoinPlan(t.Context(), host.Name, "academia", false)
	require.ErrorContains(t, err, "leave --from out")
	_, err = n.RejoinPlan(t.Context(), "academia", "", false)
	require.ErrorContains(t, err, "the hosts are industry")
	_, err = n.Rejoin(t.Context(), host.Name, "academia", true)
	require.ErrorContains(t, err, "leave --from out")
	require.NoError(t, os.RemoveAll(n.dir.Operator()))
	_, err = n.Rejoin(t.Context(), host.Name, "", true)
	require.ErrorContains(t, err, "make another and have the processes take it: network host init industry")
	require.DirExists(t, data)
}

// TestSetAside: where a supervisor runs the peer, the ledger is moved and the error says how to
// go on; once the peer has begun again, the empty ledger is left where it is.
func TestSetAside(t *testing.T) {
	t.Parallel()
	n := ownNetwork(t, testHost)
	require.NoError(t, n.Supervise("systemd"))
	node := n.hosts[0]
	require.NoError(t, os.MkdirAll(n.dir.chain(node.Name, n.topology.Channel), 0o700))
	require.False(t, n.hasBegun(node), "it has its ledger")
	former, err := n.setAside(node)
	require.ErrorContains(t, err, "sudo systemctl restart registry-industry-peer. Then go on: network rejoin industry")
	require.Equal(t, n.dir.peerData(node.Name)+".lost-1", former)
	require.DirExists(t, former)
	require.False(t, n.hasBegun(node), "it has not been restarted")
	require.NoError(t, os.MkdirAll(n.dir.peerData(node.Name), 0o700))
	require.True(t, n.hasBegun(node))
	n.supervisor = ""
	require.False(t, n.hasBegun(node), "this program restarts it by itself")
}

func TestEnvOfAnOwnHost(t *testing.T) {
	t.Parallel()
	n := ownNetwork(t, testHost)
	lines, err := n.Env(testHost.Name)
	require.NoError(t, err)
	require.Contains(t, lines, "export ORDERER_ADDRESS='"+testHost.Address+":"+strconv.Itoa(testHost.BasePort)+"'\n")
}
