package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/guide"
)

// Every command of this program that the guides show exists, with its flags.
func TestGuides(t *testing.T) {
	commands, err := guide.Commands("../../..", "scripts/network.sh", "network")
	require.NoError(t, err)
	require.Greater(t, len(commands), 30)
	for _, command := range commands {
		p := &program{out: io.Discard, err: io.Discard}
		require.NoError(t, p.speak("en"))
		require.NoErrorf(t, guide.Check(p.root(), command), "%s:%d: %s", command.File, command.Line, command)
	}
}
