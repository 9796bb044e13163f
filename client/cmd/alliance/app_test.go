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
	return appOn(t, lang, cli.Streams{Out: io.Discard, Err: io.Discard})
}

func appOn(t *testing.T, lang string, s cli.Streams) *app {
	t.Helper()
	a, err := newApp(cli.New("alliance", []string{"--lang", lang}, s), fabric{})
	require.NoError(t, err)
	return a
}
