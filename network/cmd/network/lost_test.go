package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
)

// full is where nothing can be written.
func full(t *testing.T) *os.File {
	t.Helper()
	file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full to write to: ", err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// An answer that nobody can read is a failure, whichever command gave it.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	dir := described(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "processes", "orderer1"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "processes", "orderer1", "log"), []byte("a line\n"), 0o600))
	hash := sha256.Sum256(nil)
	genesis, err := proto.Marshal(&common.Block{Header: &common.BlockHeader{DataHash: hash[:]}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "genesis.block"), genesis, 0o600))
	for name, args := range map[string][]string{
		"help": {"--help"}, "help of a command": {"up", "--help"}, "help command": {"help", "down"}, "no command": {},
		"completion": {"completion", "bash"}, "completing": {"__complete", "logs", ""},
		"genesis": {"genesis"}, "genesis as JSON": {"genesis", "-o", "json"},
		"status": {"status"}, "status as JSON": {"status", "-o", "json"}, "doctor": {"doctor"}, "doctor as JSON": {"doctor", "-o", "json"},
		"env": {"env", "industry"}, "logs": {"logs"}, "log of one": {"logs", "orderer1"}, "log, whole": {"logs", "orderer1", "--lines", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var talk bytes.Buffer
			code := run(t.Context(), append(args, "--lang", "en", "--dir", dir), cli.Streams{In: new(bytes.Buffer), Out: full(t), Err: &talk})
			require.Equal(t, cli.ExitError, code, talk.String())
			require.Contains(t, talk.String(), "no space left on device")
		})
	}
}

// A secret is printed once. Who lost it is told how to get another.
func TestLostSecrets(t *testing.T) {
	t.Parallel()
	made := []network.Registration{{ID: "a@industry", Secret: "s1"}, {ID: "b@industry", Secret: "s2"}}
	for _, output := range []string{"table", "json"} {
		p := programIn(t, "en", cli.Streams{Out: full(t)})
		p.Output, p.name = output, "second"
		err := p.registerAndShow("", func() ([]network.Registration, error) { return made, nil })
		require.ErrorContains(t, err, "scripts/network.sh --name second register a@industry b@industry --reset")
	}
}

func TestSecretsInAFile(t *testing.T) {
	t.Parallel()
	var out, talk bytes.Buffer
	p := programIn(t, "en", cli.Streams{Out: &out, Err: &talk})
	p.Output = "table"
	file := filepath.Join(t.TempDir(), "secret")
	register := func() ([]network.Registration, error) {
		return []network.Registration{{ID: "a@industry", Secret: "s1"}}, nil
	}
	require.NoError(t, p.registerAndShow(file, register))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "s1\n", string(content))
	about, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), about.Mode().Perm())
	require.Empty(t, out.String())
	require.NotContains(t, talk.String(), "s1")

	asked := func() ([]network.Registration, error) { return nil, errors.New("a secret was made that is lost") }
	require.ErrorContains(t, p.registerAndShow(file, asked), "exists already")
	require.ErrorContains(t, p.registerAndShow(filepath.Join(file, "below"), asked), "not a directory")

	// Where nothing came of it, the same command may be typed again.
	again := filepath.Join(t.TempDir(), "secret")
	down := func() ([]network.Registration, error) { return nil, errors.New("the CA is down") }
	require.ErrorContains(t, p.registerAndShow(again, down), "the CA is down")
	require.NoFileExists(t, again)
	require.NoError(t, p.registerAndShow(again, register))
}

// No text that comes from outside commands the terminal: a log's, or a word that was typed.
func TestNothingCommandsTheTerminal(t *testing.T) {
	t.Parallel()
	dir := described(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "processes", "orderer1"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "processes", "orderer1", "log"), []byte("a \x1b[2J line\n"), 0o600))
	for name, args := range map[string][]string{
		"a log": {"logs", "orderer1"}, "a log, whole": {"logs", "orderer1", "--lines", "0"},
		"a word": {"logs", "\x1b[2J"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, talk bytes.Buffer
			run(t.Context(), append(args, "--lang", "en", "--dir", dir), cli.Streams{In: new(bytes.Buffer), Out: &out, Err: &talk})
			require.NotContains(t, out.String()+talk.String(), "\x1b")
			require.Contains(t, out.String()+talk.String(), "u001b[2J")
		})
	}
}
