//go:build live

package network

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

// The tests of this file and its neighbours bring real networks up, each in a
// folder and on ports of its own, never the default one. They need the
// programs that scripts/build.sh makes.

// liveBase is the first port of the first live network.
const liveBase = 22000

var liveNetworks atomic.Int32

// live returns a network that does not run yet and is taken down at the end.
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
	require.NoError(t, home.Check())
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
	require.NoError(t, n.checkPorts(n.Processes(), false))
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	require.NoError(t, err)
	for _, link := range links {
		folder, _ := os.Readlink(link)
		require.False(t, strings.HasPrefix(folder, string(n.dir)), "%s works in %s", link, folder)
	}
}

// runDoctor runs `network doctor`.
func runDoctor(t *testing.T, n *Network) (code int, out string) {
	t.Helper()
	doctor := exec.Command(n.home.program("network"), "--dir", string(n.dir), "--lang", "en", "doctor")
	printed, err := doctor.Output()
	if err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	t.Logf("\n%s", printed)
	return doctor.ProcessState.ExitCode(), string(printed)
}

// requireHealthy gives a peer that has just been started some seconds to catch up.
func requireHealthy(t *testing.T, n *Network) {
	t.Helper()
	require.Eventually(t, func() bool {
		code, _ := runDoctor(t, n)
		return code == 0
	}, 30*time.Second, time.Second)
}

// tails returns the end of every log, for a failed test.
func tails(n *Network) string {
	var out strings.Builder
	for _, process := range n.Processes() {
		out.WriteString(process.Name + ": " + process.logTail() + "\n")
	}
	return out.String()
}
