//go:build live

package doctor

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// liveBasePort is the first port of the network that this package's live test brings
// up. Those of package network begin at 22000.
const liveBasePort = 23500

// live returns a running network of its own, which is taken down at the end.
func live(t *testing.T) *network.Network {
	t.Helper()
	home, err := network.FindHome()
	require.NoError(t, err)
	topology := network.DefaultTopology()
	if kind := os.Getenv(network.ConsensusVariable); kind != "" {
		topology = topology.WithConsensus(kind)
	}
	topology.Name, topology.BasePort = "doctor", liveBasePort
	dir := network.Dir(filepath.Join(t.TempDir(), "doctor"))
	n, err := network.New(home, dir, topology, func(stage *words.Message) { t.Log(stage) })
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, network.Down(n.Dir())) })
	_, err = n.Up(t.Context())
	require.NoError(t, err)
	return n
}

// The doctor names what is broken, and the commands that it gives repair it.
func TestLiveDoctor(t *testing.T) {
	n := live(t)
	requireHealthy(t, n)

	for _, victim := range []string{"chaincode.industry", "peer.academia"} {
		require.NoError(t, n.Kill(victim))
	}
	code, out := runDoctor(t, n)
	require.Equal(t, 1, code)
	require.Regexp(t, `(?m)^failure  processes +chaincode\.industry does not run`, out)
	require.Regexp(t, `(?m)^failure  processes +peer\.academia does not run`, out)
	require.Regexp(t, `(?m)^failure  chaincode +chaincode\.industry does not run`, out)
	require.Regexp(t, `(?m)^warning  chaincode +the chaincode was not asked through peer.academia`, out)
	for _, fix := range fixes(out, "failure") {
		runCommand(t, n, fix)
	}
	requireHealthy(t, n)

	t.Run("stopped", func(t *testing.T) {
		require.NoError(t, n.Stop(""))
		code, out := runDoctor(t, n)
		require.Equal(t, 1, code)
		require.Contains(t, out, "none of the")
		for _, fix := range fixes(out, "failure") {
			runCommand(t, n, fix)
		}
		requireHealthy(t, n)
	})
	t.Run("certificate enrolled anew", func(t *testing.T) {
		const path = "registrar/msp/signcerts/cert.pem"
		certificate := filepath.Join(n.Dir().Host("industry"), path)
		before, err := os.ReadFile(certificate)
		require.NoError(t, err)
		runCommand(t, n, renewal("hosts/industry/"+path, n.Dir(), advice.Lines{Program: "scripts/network.sh --dir " + network.Quote(string(n.Dir()))}).String())
		after, err := os.ReadFile(certificate)
		require.NoError(t, err)
		require.NotEqual(t, before, after)
		_, err = n.Register(t.Context(), []string{"after@industry"}, false)
		require.NoError(t, err)
	})
}

// program is the network's program.
func program(n *network.Network) string { return filepath.Join(n.Home().Bin(), "network") }

// runCommand runs a command as a person would, in the project's folder.
func runCommand(t *testing.T, n *network.Network, line string) {
	t.Helper()
	shell := exec.Command("sh", "-c", strings.ReplaceAll(line, "scripts/network.sh", network.Quote(program(n))))
	shell.Dir = string(n.Home())
	out, err := shell.CombinedOutput()
	require.NoError(t, err, "%s: %s", line, out)
}

// runDoctor runs `network doctor`.
func runDoctor(t *testing.T, n *network.Network) (code int, out string) {
	t.Helper()
	doctor := exec.Command(program(n), "--dir", string(n.Dir()), "--lang", "en", "doctor")
	printed, err := doctor.Output()
	if err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	t.Logf("\n%s", printed)
	return doctor.ProcessState.ExitCode(), string(printed)
}

// fixes returns the commands below the findings of a severity.
func fixes(out, severity string) []string {
	var found []string
	lines := strings.Split(out, "\n")
	for i, line := range lines[:len(lines)-1] {
		if _, fix, is := strings.Cut(lines[i+1], " fix: "); is && strings.HasPrefix(line, severity) {
			found = append(found, fix)
		}
	}
	return found
}

// requireHealthy gives a peer that has just been started some seconds to catch up.
func requireHealthy(t *testing.T, n *network.Network) {
	t.Helper()
	require.Eventually(t, func() bool {
		code, _ := runDoctor(t, n)
		return code == 0
	}, 30*time.Second, time.Second)
}
