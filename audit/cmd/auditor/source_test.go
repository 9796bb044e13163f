//go:build !live

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/cli"
)

// Wherever a command reads a file, what is none is refused at once: nothing is waited
// for that may never come, and nothing is read that has no end.
func TestOnlyFilesAreRead(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("AUDITOR_HOME", filepath.Join(folder, "home"))
	t.Setenv("ALLIANCE_LANG", "en")
	ledger := filepath.Join(folder, "ledger")
	require.NoError(t, ledgers.Unpack("raft", ledger))
	pipe := filepath.Join(folder, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "file"), []byte("x"), 0o600))
	for _, name := range []string{"blockfile_000000", "bootstrappingSnapshot.info"} {
		odd := filepath.Join(folder, "odd-"+name)
		require.NoError(t, os.MkdirAll(odd, 0o700))
		require.NoError(t, syscall.Mkfifo(filepath.Join(odd, name), 0o600))
		if name != "blockfile_000000" {
			require.NoError(t, os.WriteFile(filepath.Join(odd, "blockfile_000000"), nil, 0o600))
		}
	}
	tell := func(line string) string {
		args := strings.Fields(strings.NewReplacer("LEDGER", ledger, "FOLDER", folder, "PIPE", pipe).Replace(line))
		done := make(chan string, 1)
		go func() {
			var out, talk bytes.Buffer
			run(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &talk}, fabric{})
			done <- out.String() + talk.String()
		}()
		select {
		case said := <-done:
			return said
		case <-time.After(time.Minute):
			t.Fatalf("%q waits", args)
		}
		return ""
	}
	require.Contains(t, tell("trust LEDGER/genesis.block"), "registry")
	for line, says := range map[string]string{
		"trust --again PIPE":                                     "is a pipe, not a file",
		"trust --again /dev/zero":                                "is a device, not a file",
		"report verify PIPE":                                     "is a pipe, not a file",
		"report verify /dev/zero":                                "is a device, not a file",
		"report verify FOLDER/file --sig PIPE":                   "is a pipe, not a file",
		"report verify FOLDER/file --sig FOLDER/file --crt PIPE": "is a pipe, not a file",
		"report verify FOLDER/file --sig FOLDER/file --crt FOLDER/file --root PIPE":               "is a pipe, not a file",
		"report verify FOLDER/file --sig FOLDER/file --crt LEDGER/genesis.block --root /dev/zero": "is a device, not a file",
		"roster x@industry --index PIPE":                      "is a pipe, not a file",
		"roster x@industry --index /dev/zero":                 "is a device, not a file",
		"replay --from PIPE":                                  "it is no folder",
		"replay --from /dev/zero":                             "it is no folder",
		"replay --from FOLDER/odd-blockfile_000000":           "it is no regular file",
		"replay --from FOLDER/odd-bootstrappingSnapshot.info": "it is no regular file",
	} {
		require.Contains(t, tell(line), says, line)
	}
}
