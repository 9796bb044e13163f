//go:build live

package gateway_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/gateway"
)

// TestLivePythonSends has the example in Python write on a real network, ask for what it wrote, and be
// refused; and write once what it sends twice.
func TestLivePythonSends(t *testing.T) {
	t.Parallel()
	program, messages := gateway.PythonWithFabric(t)
	party := newID("industry")
	identity := enrolled(t, party)
	folder := t.TempDir()
	for name, content := range map[string][]byte{"cert.pem": identity.Certificate, "key.pem": identity.Key} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	own := settings(t, "industry")
	at := own.Peers[0]
	for _, peer := range own.Peers {
		if peer.Host == own.Host {
			at = peer
		}
	}
	send := func(args ...string) (string, error) {
		run := exec.CommandContext(t.Context(), program, append([]string{
			"-B", filepath.Join("..", "..", "examples", "gateway", "send.py"), "--peer", at.Address, "--tls-ca", at.TLSRoot, "--server-name", at.ServerName,
			"--msp", own.MSPID, "--channel", own.Channel, "--chaincode", own.Chaincode,
			"--cert", filepath.Join(folder, "cert.pem"), "--key", filepath.Join(folder, "key.pem"),
		}, args...)...)
		run.Env = append(os.Environ(), "PYTHONUTF8=1", "no_proxy=127.0.0.1,localhost", messages)
		out, err := output(run)
		return string(out), err
	}

	register := `{"request":"python","kind":"enterprise","names":{"en":"Python","zh":"蟒蛇"}}`
	first, err := send("RegisterParty", register)
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(first, "\tVALID\n"), first)
	again, err := send("RegisterParty", register)
	require.NoError(t, err, "the request was sent before: it is answered as it was then")
	event := func(line string) string { return strings.Split(line, "\t")[0] }
	require.Equal(t, event(first), event(again))

	argument, err := json.Marshal(map[string]string{"id": party})
	require.NoError(t, err)
	asked, err := send("--evaluate", "GetParty", string(argument))
	require.NoError(t, err)
	require.Contains(t, asked, "蟒蛇")

	_, err = send("Join", `{"request":"python-join","alliance":"nothing@industry","class":"member"}`)
	require.ErrorContains(t, err, "REFUSED UNKNOWN_RECORD")
}
