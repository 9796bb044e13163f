package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/guide"
)

// Every command of this program that the guides show exists, with its flags.
func TestGuides(t *testing.T) {
	t.Setenv("ALLIANCE_HOME", t.TempDir())
	commands, err := guide.Commands("../../..", "alliance")
	require.NoError(t, err)
	require.Greater(t, len(commands), 50)
	for _, command := range commands {
		require.NoErrorf(t, guide.Check(appIn(t, "en").Root(), command), "%s:%d: %s", command.File, command.Line, command)
	}
}
