//go:build live

package network

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

// A host's peer loses its ledger in each of the ways that disks fail, and restores it from
// another's snapshot: it follows the chain, and its chaincode answers and endorses.
func TestLiveRejoin(t *testing.T) {
	t.Parallel()
	requireRejoin(t, live(t))
}

func TestLiveRejoinBFT(t *testing.T) {
	t.Parallel()
	requireRejoin(t, liveWith(t, DefaultTopology().WithConsensus(BFT)))
}

func requireRejoin(t *testing.T, n *Network) {
	const host = "industry"
	up(t, n)
	node, err := n.hostNode(host)
	require.NoError(t, err)
	peer := n.peerProcess(node.first())
	data := n.dir.peerData(host)
	_, err = n.Rejoin(t.Context(), host, "", false)
	require.ErrorContains(t, err, "there is nothing to repair")
	require.NoDirExists(t, data+".lost-1")

	tests := []struct {
		name string
		harm func(t *testing.T)
		kept bool // something is left to put aside
	}{
		{"wiped while it runs", func(t *testing.T) { require.NoError(t, os.RemoveAll(data)) }, false},
		{"dead and wiped", func(t *testing.T) {
			require.NoError(t, n.Kill(peer.Name))
			require.NoError(t, os.RemoveAll(peer.Folder))
		}, false},
		{"damaged", func(t *testing.T) {
			require.NoError(t, peer.stop())
			require.NoError(t, os.Truncate(data+"/ledgersData/stateLeveldb/CURRENT", 0))
		}, true},
		{"wiped, and joined by the first block", func(t *testing.T) {
			require.NoError(t, peer.stop())
			require.NoError(t, os.RemoveAll(data))
			_, err := n.startAll(t.Context(), []Process{peer})
			require.NoError(t, err)
			require.NoError(t, n.joinPeer(t.Context(), node.first()))
		}, false},
		{"interrupted before it joined", func(t *testing.T) {
			require.NoError(t, peer.stop())
			_, err := moveAside(data)
			require.NoError(t, err)
			_, err = n.startAll(t.Context(), []Process{peer})
			require.NoError(t, err)
		}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.harm(t)
			// The others go on without it.
			require.NoError(t, n.commitWithout(t.Context(), host))
			began := time.Now()
			done, err := n.Rejoin(t.Context(), host, "academia", false)
			require.NoError(t, err)
			t.Logf("rejoined after %d ms, from block %d", time.Since(began).Milliseconds(), done.Block)
			require.Equal(t, test.kept, done.FormerLedger != "", done.FormerLedger)
			requireFollows(t, n, node)
		})
	}
	require.True(t, n.Status(t.Context()).Up)
	code, out := runDoctor(t, n)
	require.Zero(t, code, out)
	require.NoError(t, n.Restart(t.Context(), peer.Name))
	requireFollows(t, n, node)
}

// requireFollows wants a transaction that all hosts endorse to reach a host's peer.
func requireFollows(t *testing.T, n *Network, node hostNode) {
	t.Helper()
	var before uint64
	// A peer that has just been restarted is healthy before it has loaded the channel.
	err := waitUntil(t.Context(), startTimeout, words.Command("no height"), func(ctx context.Context) (err error) {
		before, err = n.peerHeight(ctx, node.first())
		return err
	})
	require.NoError(t, err)
	began := time.Now()
	require.NoError(t, n.commitProbe(t.Context()), "it endorses, and reports the commit")
	after, err := n.peerHeight(t.Context(), node.first())
	require.NoError(t, err)
	require.Greater(t, after, before)
	t.Logf("a transaction after %d ms", time.Since(began).Milliseconds())
}

// commitWithout commits a transaction that one host's peer takes no part in.
func (n *Network) commitWithout(ctx context.Context, host string) error {
	return waitUntil(ctx, startTimeout, words.Command("no transaction without "+host), func(ctx context.Context) error {
		leader, err := n.waitLeader(ctx)
		if err != nil {
			return err
		}
		return n.commitAt(ctx, leader, without(n.localPeers(), host))
	})
}

func without(peers []peerNode, host string) []peerNode {
	var rest []peerNode
	for _, peer := range peers {
		if peer.Host != host {
			rest = append(rest, peer)
		}
	}
	return rest
}

// A host on a machine of its own loses its peer's ledger, or finds that it is not the others':
// its peer fetches all blocks again, while its orderer stays as it is and the others go on.
func TestLiveRejoinApart(t *testing.T) {
	t.Parallel()
	all := machines(t, "association", "industry", "academia")
	agree(t, all)
	startApart(t, all)
	other, m := all[0], all[1]
	other.enroll(t, "softbank@association")
	other.run(t, "alliance", "party", "register", "-p", "softbank@association", "--kind", "enterprise", "--name", "en=SoftBank")
	m.enroll(t, "cisco@industry")
	data := m.path("host", "processes", "peer.industry", "data")
	before := m.pid(t, "orderer.industry")

	_, talk, err := m.try(t, "network", "--dir", m.path("host"), "rejoin", "industry")
	require.Error(t, err)
	require.Contains(t, talk, "--force moves it aside and fetches every block anew")
	_, talk, err = m.try(t, "network", "--dir", m.path("host"), "rejoin", "industry", "--from", "academia")
	require.Error(t, err)
	require.Contains(t, talk, "leave --from out")
	require.NoDirExists(t, data+".lost-1")

	m.network(t, "stop", "peer.industry")
	require.NoError(t, os.Truncate(data+"/ledgersData/stateLeveldb/CURRENT", 0))
	plan := m.network(t, "rejoin", "industry", "--dry-run")
	require.Contains(t, plan, data+" is moved aside")
	require.Contains(t, plan, "fetches all others from the orderers")
	require.NoDirExists(t, data+".lost-1", "a plan moves nothing")
	require.Zero(t, m.pid(t, "peer.industry"), "and starts nothing")
	for _, after := range []time.Duration{500 * time.Millisecond, 4 * time.Second} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		command := m.command(ctx, "network", "--dir", m.path("host"), "rejoin", "industry")
		command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
		require.Error(t, command.Run(), "it is killed on its way")
		cancel()
	}
	m.network(t, "rejoin", "industry")
	require.DirExists(t, data+".lost-1")
	requireCaughtUp(t, m, other)
	m.run(t, "alliance", "party", "register", "-p", "cisco@industry", "--kind", "enterprise", "--name", "en=Cisco")

	other.network(t, "rejoin", "association", "--force") // a peer that runs and has all
	require.DirExists(t, other.path("host", "processes", "peer.association", "data.lost-1"))
	requireCaughtUp(t, other, m)
	for _, host := range all {
		requireUp(t, host)
		status := host.network(t, "chaincode", "status")
		require.Equal(t, 3, strings.Count(status, " approved "), status)
		require.NotContains(t, status, "no answer")
		out, _, _ := host.try(t, "network", "--dir", host.path("host"), "doctor")
		require.NotContains(t, out, "failure  ", "at %s", host.name)
	}
	require.Equal(t, before, m.pid(t, "orderer.industry"), "the orderer was not touched")

	// A peer whose data is gone while everything runs: `host start` sees it, too.
	m.network(t, "stop", "peer.industry")
	require.NoError(t, os.RemoveAll(data))
	m.network(t, "start", "peer.industry")
	m.network(t, "host", "start")
	requireCaughtUp(t, m, other)
}

// pid is that of a process of the machine's host; 0 if it does not run.
func (m machine) pid(t *testing.T, name string) int {
	t.Helper()
	var status Status
	out, _, _ := m.try(t, "network", "--dir", m.path("host"), "status", "-o", "json")
	require.NoError(t, json.Unmarshal([]byte(out), &status))
	for _, process := range status.Processes {
		if process.Name == name {
			return process.PID
		}
	}
	t.Fatal("no process ", name)
	return 0
}
