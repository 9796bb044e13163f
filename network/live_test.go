//go:build live

package network

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

// The tests of this file and its neighbours bring real networks up, each in a
// folder and on ports of its own, never the default one. They need the
// programs that scripts/build.sh makes.

// liveBase is the first port of the first live network.
const liveBase = 22000

var liveNetworks atomic.Int32

// live describes a network that does not run yet and is taken down at the end.
func live(t *testing.T) *Network {
	t.Helper()
	topology := DefaultTopology()
	if kind := os.Getenv(ConsensusVariable); kind != "" {
		topology = topology.WithConsensus(kind)
	}
	return liveWith(t, topology)
}

// liveWith is live with another topology; name and ports are chosen here.
func liveWith(t *testing.T, topology Topology) *Network {
	t.Helper()
	home, err := FindHome()
	require.NoError(t, err)
	require.NoError(t, home.check())
	index := int(liveNetworks.Add(1)) - 1
	topology.Name = "live"
	topology.BasePort = liveBase + index*portsOfOrderers + index*3*portsOfHost
	n, err := New(home, Dir(t.TempDir()).sub("live"), topology, func(stage *words.Message) { t.Log(stage) })
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(tails(n))
		}
		if _, err := os.Stat(n.dir.topology()); err == nil {
			require.NoError(t, Down(n.dir))
		}
		requireNothingLeft(t, n)
	})
	return n
}

// up brings the network up and checks that all of it is.
func up(t *testing.T, n *Network) Status {
	t.Helper()
	_, err := n.Up(t.Context())
	require.NoError(t, err)
	status := n.Status(t.Context())
	require.True(t, status.Up, "%+v", status)
	for _, process := range status.Processes {
		require.NotZero(t, process.PID, process.Name)
		if process.Kind == KindPeer || process.Kind == KindOrderer {
			require.NotZero(t, process.Height, process.Name)
		}
	}
	return status
}

// heights returns each process's height by name.
func (s Status) heights() map[string]uint64 {
	heights := map[string]uint64{}
	for _, process := range s.Processes {
		heights[process.Name] = process.Height
	}
	return heights
}

// requireNothingLeft checks that no process, port or file of the network is there.
func requireNothingLeft(t *testing.T, n *Network) {
	t.Helper()
	require.NoDirExists(t, string(n.dir))
	require.NoError(t, checkPorts(n.Processes(), false))
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	require.NoError(t, err)
	for _, link := range links {
		folder, _ := os.Readlink(link)
		require.False(t, strings.HasPrefix(folder, string(n.dir)), "%s works in %s", link, folder)
	}
}

// tails is the end of every log, for a failed test.
func tails(n *Network) string {
	var out strings.Builder
	for _, process := range n.Processes() {
		out.WriteString(process.Name + ": " + process.lastWords() + "\n")
	}
	return out.String()
}
