//go:build live

package network

import (
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLiveTwice(t *testing.T) {
	t.Parallel()
	n := live(t)
	first := up(t, n)
	changed, err := n.Up(t.Context())
	require.NoError(t, err)
	require.False(t, changed)
	require.Equal(t, first, n.Status(t.Context()), "the same processes and heights")

	t.Run("loopback only", func(t *testing.T) { requireLoopback(t, n) })
	t.Run("register", func(t *testing.T) { requireRegister(t, n) })
	t.Run("second beside it", func(t *testing.T) {
		second := live(t)
		up(t, second)
		require.NoError(t, Down(second.dir))
		require.True(t, n.Status(t.Context()).Up, "the first is not touched")
	})
}

// requireLoopback tries each port at an address of this machine that others
// could use.
func requireLoopback(t *testing.T, n *Network) {
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, address := range addresses {
		network, is := address.(*net.IPNet)
		if !is || network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() {
			continue
		}
		for _, process := range n.Processes() {
			for _, port := range process.Ports {
				connection, err := net.DialTimeout("tcp", net.JoinHostPort(network.IP.String(), strconv.Itoa(port)), time.Second)
				if err == nil {
					_ = connection.Close()
				}
				require.Error(t, err, "%s listens at %s port %d", process.Name, network.IP, port)
			}
		}
	}
}

func requireRegister(t *testing.T, n *Network) {
	ids := []string{"one@industry", "two@industry", "three@academia"}
	made, err := n.Register(t.Context(), ids, false)
	require.NoError(t, err)
	require.Len(t, made, 3)
	require.Equal(t, "industry", made[0].Host)
	require.NotEmpty(t, made[0].Secret)

	again, err := n.Register(t.Context(), []string{"one@industry", "new@industry"}, false)
	require.ErrorContains(t, err, "one@industry is registered already")
	require.Len(t, again, 1, "the other one is registered")

	reset, err := n.Register(t.Context(), ids[:1], true)
	require.NoError(t, err)
	require.NotEqual(t, made[0].Secret, reset[0].Secret)
	require.Error(t, n.enroll(t.Context(), "industry", ids[0], made[0].Secret, t.TempDir()), "the old secret is void")
	require.NoError(t, n.enroll(t.Context(), "industry", ids[0], reset[0].Secret, t.TempDir()))
}

func TestLiveStopAndStart(t *testing.T) {
	t.Parallel()
	n := live(t)
	before := up(t, n)
	require.NoError(t, n.Stop(""))
	for _, process := range n.Status(t.Context()).Processes {
		require.Zero(t, process.PID, process.Name)
	}
	require.NoError(t, n.Start(t.Context(), ""))
	after := n.Status(t.Context())
	require.True(t, after.Up)
	for name, height := range before.heights() {
		require.GreaterOrEqual(t, after.heights()[name], height, name)
	}

	require.NoError(t, n.Restart(t.Context(), "academia"))
	require.True(t, n.Status(t.Context()).Up)
}

func TestLivePortTaken(t *testing.T) {
	t.Parallel()
	n := live(t)
	listener, err := net.Listen("tcp", Address(n.topology.HostPorts(1).Peer))
	require.NoError(t, err)
	_, err = n.Up(t.Context())
	require.ErrorContains(t, err, "needed by peer.industry, is taken by network.test")
	require.NoDirExists(t, string(n.dir), "nothing was made")
	require.NoError(t, listener.Close())
}

// NETWORK_CYCLES says how many times in a row.
func TestLiveCycles(t *testing.T) {
	t.Parallel()
	cycles := 3
	if wish := os.Getenv("NETWORK_CYCLES"); wish != "" {
		var err error
		cycles, err = strconv.Atoi(wish)
		require.NoError(t, err)
	}
	n := live(t)
	for i := range cycles {
		began := time.Now()
		up(t, n)
		upTime := time.Since(began)
		require.NoError(t, Down(n.dir))
		requireNothingLeft(t, n)
		t.Logf("cycle %d: up %.1f s, all %.1f s", i+1, upTime.Seconds(), time.Since(began).Seconds())
	}
}
