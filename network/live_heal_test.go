//go:build live

package network

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// After a process of each kind is killed, and after all are, `up` repairs the network and
// nothing committed is lost.
func TestLiveHeal(t *testing.T) {
	t.Parallel()
	n := live(t)
	before := up(t, n)
	leader, err := n.waitLeader(t.Context())
	require.NoError(t, err)
	tests := map[string][]string{
		"leading orderer": {leader.Name},
		"peer":            {"peer.industry"},
		"own peer":        {"peer.association"},
		"chaincode":       {"chaincode.academia"},
		"ca":              {"ca.association"},
		"all":             nil,
	}
	for name, victims := range tests {
		t.Run(name, func(t *testing.T) {
			if victims == nil {
				for _, process := range n.Processes() {
					victims = append(victims, process.Name)
				}
			}
			for _, victim := range victims {
				require.NoError(t, n.Kill(victim))
			}
			require.False(t, n.Status(t.Context()).Up)
			require.ErrorContains(t, n.Kill(victims[0]), "does not run")
			after := up(t, n)
			for name, height := range before.heights() {
				require.GreaterOrEqual(t, after.heights()[name], height, name)
			}
			before = after
		})
	}
}

// The next start finishes an interrupted one.
func TestLiveResume(t *testing.T) {
	t.Parallel()
	n := live(t)
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, n.makeArtifacts(t.Context()))
	require.NoError(t, n.startMissing(t.Context()))
	require.NoError(t, n.joinChannel(t.Context()))
	leader, err := n.waitLeader(t.Context())
	require.NoError(t, err)
	require.NoError(t, n.install(t.Context(), n.hosts[1].first()))
	require.NoError(t, n.approve(t.Context(), "industry", leader))
	require.NoError(t, n.Kill("orderer2"))
	up(t, n)
}
