package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
)

// An answer that nobody can read is a failure, whichever command gave it.
func TestLostAnswers(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full to write to: ", err)
	}
	defer full.Close()
	folder, net := t.TempDir(), journal{filepath.Join(t.TempDir(), "ledger")}
	t.Setenv("ALLIANCE_HOME", filepath.Join(folder, "home"))
	t.Setenv("ALLIANCE_NETWORK", folder)
	t.Setenv("ALLIANCE_LANG", "en")
	host := filepath.Join(folder, "hosts", "industry")
	require.NoError(t, os.MkdirAll(host, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(host, "connection.yaml"), nil, 0o600))
	tell := func(out *os.File, line string) (int, string) {
		var talk bytes.Buffer
		return run(t.Context(), strings.Fields(line), cli.Streams{In: new(bytes.Buffer), Out: out, Err: &talk}, net), talk.String()
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer null.Close()
	secret := filepath.Join(folder, "secret")
	require.NoError(t, os.WriteFile(secret, []byte("good\n"), 0o600))
	for _, line := range []string{
		"enroll cisco@industry --secret-file " + secret, "enroll bosch@industry --secret-file " + secret,
		"party register --kind enterprise --name en=Cisco",
	} {
		code, talk := tell(null, line)
		require.Zero(t, code, talk)
	}
	const charters = "../../../examples/charters/"
	for _, line := range []string{
		"", "--help", "help join", "completion bash", "__complete lis", "version", "profile list", "profile list -o json",
		"enroll cisco@industry", "enroll another@industry --secret-file " + secret, "party list", "party list -o csv", "party show cisco@industry",
		"party show cisco@industry -o yaml", "party register -p bosch@industry --kind enterprise --name en=Bosch",
		"authority list cisco@industry", "list", "list -o json", "list -o csv", "events", "events -o json", "events -o csv", "events -o yaml",
		"explain", "explain BAD_ID", "charter init", "charter init one-member", "charter explain " + charters + "one-member.yaml",
		"charter test " + charters + "one-member.yaml", "charter validate " + charters + "one-member.yaml",
		"charter diff " + charters + "one-member.yaml " + charters + "two-members.yaml",
	} {
		code, talk := tell(full, line)
		require.Equal(t, cli.ExitError, code, "%s: %s", line, talk)
		require.Contains(t, talk, "no space left on device", line)
	}
	code, talk := tell(full, "party show nobody@industry")
	require.Equal(t, exitRefused, code, talk)
}
