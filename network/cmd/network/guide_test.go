package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/guide"
)

// Every command of this program that the guides show exists, with its flags.
func TestGuides(t *testing.T) {
	commands, err := guide.Commands("../../..", "scripts/network.sh", "network")
	require.NoError(t, err)
	require.Greater(t, len(commands), 30)
	for _, command := range commands {
		p := programIn(t, "en", cli.Streams{Out: io.Discard, Err: io.Discard})
		require.NoErrorf(t, guide.Check(p.Root(), command), "%s:%d: %s", command.File, command.Line, command)
	}
}
