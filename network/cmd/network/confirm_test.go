package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/terminal/pty"
)

// Nothing that cannot be undone is done without a word that names it.
func TestCertain(t *testing.T) {
	for name, test := range map[string]struct {
		typed string // at a terminal; without one if empty
		code  int
		gone  bool
	}{
		"ok/the word":  {"WORD\n", 0, true},
		"fail/yes":     {"yes\n", cli.ExitError, false},
		"fail/nothing": {"\n", cli.ExitError, false},
		"fail/end":     {"\x04", cli.ExitError, false},
		"fail/nobody":  {"", cli.ExitUsage, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := described(t)
			code, talk := answered(t, test.typed, filepath.Base(dir), "down", "--dir", dir)
			require.Equal(t, test.code, code, talk)
			require.Contains(t, talk, dir+" is removed for good: the ledger")
			if test.gone {
				require.NoDirExists(t, dir)
			} else {
				require.FileExists(t, filepath.Join(dir, "topology.yaml"))
			}
		})
	}
}

func TestRevokeAsks(t *testing.T) {
	dir := described(t)
	code, talk := answered(t, "no\n", "", "revoke", "cisco@industry", "--dir", dir)
	require.Equal(t, cli.ExitError, code)
	require.Contains(t, talk, "cannot enroll again")
	require.Contains(t, talk, "nothing was changed")
	code, talk = answered(t, "", "", "revoke", "cisco@industry", "--dir", dir)
	require.Equal(t, cli.ExitUsage, code)
	require.Contains(t, talk, "--yes")
}

// answered runs the program before somebody who types, WORD standing for a word.
func answered(t *testing.T, typed, word string, args ...string) (code int, talk string) {
	t.Helper()
	var out, said bytes.Buffer
	args = append([]string{"--lang", "en"}, args...)
	if typed == "" {
		code = run(t.Context(), args, cli.Streams{In: new(bytes.Buffer), Out: &out, Err: &said})
		return code, said.String()
	}
	person := pty.Open(t)
	person.Type(string(bytes.ReplaceAll([]byte(typed), []byte("WORD"), []byte(word))))
	code = run(t.Context(), args, cli.Streams{In: person.Terminal, Out: &out, Err: &said})
	return code, said.String()
}
