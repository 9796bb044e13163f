//go:build live

package network

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The doctor names what is broken, and what it says to type heals it.
func TestLiveDoctor(t *testing.T) {
	n := live(t)
	up(t, n)
	requireHealthy(t, n)

	for _, victim := range []string{"chaincode.industry", "peer.academia"} {
		require.NoError(t, n.Kill(victim))
	}
	code, out := visit(t, n)
	require.Equal(t, 1, code)
	require.Regexp(t, `(?m)^failure  processes +chaincode\.industry does not run`, out)
	require.Regexp(t, `(?m)^failure  processes +peer\.academia does not run`, out)
	require.Regexp(t, `(?m)^failure  chaincode +chaincode\.industry does not run`, out)
	require.Regexp(t, `(?m)^warning  chaincode +that of academia was not asked`, out)
	for _, fix := range fixes(out, "failure") {
		typed(t, n, fix)
	}
	requireHealthy(t, n)

	t.Run("stopped", func(t *testing.T) {
		require.NoError(t, n.Stop(""))
		code, out := visit(t, n)
		require.Equal(t, 1, code)
		require.Contains(t, out, "none of the")
		for _, fix := range fixes(out, "failure") {
			typed(t, n, fix)
		}
		requireHealthy(t, n)
	})
	t.Run("certificate enrolled anew", func(t *testing.T) {
		certificate := filepath.Join(n.registrar("industry"), "msp", "signcerts", "cert.pem")
		before, err := os.ReadFile(certificate)
		require.NoError(t, err)
		typed(t, n, renewal("hosts/industry/registrar/msp/signcerts/cert.pem", n.dir, commandLine(n)).String())
		after, err := os.ReadFile(certificate)
		require.NoError(t, err)
		require.NotEqual(t, before, after)
		_, err = n.Register(t.Context(), []string{"after@industry"}, false)
		require.NoError(t, err)
	})
}

// commandLine is how the network is named on the command line.
func commandLine(n *Network) string {
	return Quote(n.home.program("network")) + " --dir " + Quote(string(n.dir))
}

// typed runs a line as a person would type it, in the project's folder.
func typed(t *testing.T, n *Network, line string) {
	t.Helper()
	shell := exec.Command("sh", "-c", strings.ReplaceAll(line, "scripts/network.sh", Quote(n.home.program("network"))))
	shell.Dir = string(n.home)
	out, err := shell.CombinedOutput()
	require.NoError(t, err, "%s: %s", line, out)
}

// visit runs `network doctor`.
func visit(t *testing.T, n *Network) (code int, out string) {
	t.Helper()
	doctor := exec.Command(n.home.program("network"), "--dir", string(n.dir), "--lang", "en", "doctor")
	printed, err := doctor.Output()
	if err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	t.Logf("\n%s", printed)
	return doctor.ProcessState.ExitCode(), string(printed)
}

// fixes are the lines to type below the findings of a state.
func fixes(out, state string) []string {
	var found []string
	lines := strings.Split(out, "\n")
	for i, line := range lines[:len(lines)-1] {
		if _, fix, is := strings.Cut(lines[i+1], " fix: "); is && strings.HasPrefix(line, state) {
			found = append(found, fix)
		}
	}
	return found
}

// requireHealthy gives a peer that was just started some seconds to catch up.
func requireHealthy(t *testing.T, n *Network) {
	t.Helper()
	require.Eventually(t, func() bool {
		code, _ := visit(t, n)
		return code == 0
	}, 30*time.Second, time.Second)
}
