//go:build live

package network

import (
	"context"
	"os"
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
	peer := n.peerProcess(node)
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
			require.NoError(t, n.joinPeer(t.Context(), node))
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
		before, err = n.peerHeight(ctx, node)
		return err
	})
	require.NoError(t, err)
	began := time.Now()
	require.NoError(t, n.commitProbe(t.Context()), "it endorses, and reports the commit")
	after, err := n.peerHeight(t.Context(), node)
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
		return n.commitAt(ctx, leader, without(n.topology.hostNodes(n.dir), host))
	})
}

func without(nodes []hostNode, host string) []hostNode {
	var rest []hostNode
	for _, node := range nodes {
		if node.Name != host {
			rest = append(rest, node)
		}
	}
	return rest
}
