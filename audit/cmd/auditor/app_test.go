package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
)

// appIn is the program in a language, before it runs a command.
func appIn(t *testing.T, lang string) *app {
	t.Helper()
	a, err := newApp(cli.New("auditor", []string{"--lang", lang}, cli.Streams{Out: io.Discard, Err: io.Discard}), fabric{})
	require.NoError(t, err)
	return a
}
