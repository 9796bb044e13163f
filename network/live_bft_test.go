//go:build live

package network

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

// Four orderers of four organizations: any of them accepts a transaction, and any may die,
// the leader too.
func TestLiveBFT(t *testing.T) {
	t.Parallel()
	n := liveWith(t, DefaultTopology().WithConsensus(BFT))
	up(t, n)
	t.Run("through each orderer", func(t *testing.T) { requireThroughEach(t, n) })
	leader, err := n.findLeader(t.Context())
	require.NoError(t, err)
	for _, process := range n.Status(t.Context()).Processes {
		require.Equal(t, process.Name == leader.Name, process.Leads, process.Name)
	}
	t.Run("a follower's death", func(t *testing.T) { requireSurvives(t, n, follower(n, leader)) })
	t.Run("the leader's death", func(t *testing.T) { requireSurvives(t, n, leader) })
	t.Run("a host's orderer is the host's", func(t *testing.T) {
		selected, err := n.Select("academia")
		require.NoError(t, err)
		require.Len(t, selected, 4)
		require.Equal(t, "orderer3", selected[0].Name)
	})
	t.Run("stop and start", func(t *testing.T) {
		before := n.Status(t.Context()).heights()
		require.NoError(t, n.Stop(""))
		after := up(t, n).heights()
		for name, height := range before {
			require.GreaterOrEqual(t, after[name], height, name)
		}
		requireThroughEach(t, n)
	})
}

// smartBFTForward is how long an orderer that does not lead holds a request back if
// nobody sets it: five seconds in Fabric 3.1.1. How fast it is otherwise is measured by
// scripts/bench.sh.
const smartBFTForward = 5 * time.Second

// requireThroughEach measures a transaction through each orderer. What the
// program's start, the connections and the endorsement take is what a query
// takes, and not the orderers' doing.
func requireThroughEach(t *testing.T, n *Network) {
	const rounds = 7
	require.NoError(t, n.commitProbe(t.Context()), "the first one may be slower")
	for _, node := range n.orderers {
		var took []time.Duration
		for range rounds {
			began := time.Now()
			require.NoError(t, n.queryProbe(t.Context()))
			rest := time.Since(began)
			began = time.Now()
			require.NoError(t, n.commitThrough(t.Context(), node))
			took = append(took, time.Since(began)-rest)
		}
		slices.Sort(took)
		median := took[rounds/2]
		t.Logf("%s of %s: %d ms (%d to %d)", node.Name, node.Organization,
			median.Milliseconds(), took[0].Milliseconds(), took[rounds-1].Milliseconds())
		require.Less(t, median, smartBFTForward, "%s holds requests back", node.Name)
	}
}

// requireSurvives kills an orderer and sends transactions through the others;
// after `up` it has all blocks again.
func requireSurvives(t *testing.T, n *Network, victim ordererNode) {
	require.NoError(t, n.Kill(victim.Name))
	began := time.Now()
	for i, node := range n.orderers {
		if node.Name == victim.Name {
			continue
		}
		require.NoError(t, n.commitThrough(t.Context(), node))
		t.Logf("%s is dead: transaction %d, through %s, after %d ms", victim.Name, i+1, node.Name, time.Since(began).Milliseconds())
	}
	before := n.Status(t.Context()).heights()
	require.Zero(t, before[victim.Name])
	began = time.Now()
	up(t, n)
	limit := 30 * time.Second
	err := waitUntil(t.Context(), limit, words.Command(victim.Name+" did not catch up"), func(ctx context.Context) error {
		info, err := n.ordererInfo(ctx, victim)
		if err == nil && info.Height < before["peer.association"] {
			err = errNoLeader
		}
		return err
	})
	require.NoError(t, err)
	t.Logf("%s has all blocks %d ms after `up`", victim.Name, time.Since(began).Milliseconds())
}

// follower returns an orderer that is not the leader.
func follower(n *Network, leader ordererNode) ordererNode {
	nodes := n.orderers
	return nodes[slices.IndexFunc(nodes, func(node ordererNode) bool { return node.Name != leader.Name })]
}

// queryProbe asks the first host's peer the probe's question, without ordering.
func (n *Network) queryProbe(ctx context.Context) error {
	host := n.topology.Hosts[0]
	env := n.clientEnv(host, filepath.Join(n.probeFolder(host), "msp"))
	_, err := n.run(ctx, env, "peer", "chaincode", "query", "--channelID", n.topology.Channel,
		"--name", n.topology.Chaincode, "--ctor", probeFunction)
	return err
}
