package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/guide"
)

// Every command of this program that the guides show exists, with its flags.
func TestGuides(t *testing.T) {
	t.Setenv("AUDITOR_HOME", t.TempDir())
	commands, err := guide.Commands("../../..", "auditor")
	require.NoError(t, err)
	for _, command := range commands {
		a := &app{streams: streams{out: io.Discard, err: io.Discard}}
		require.NoError(t, a.prepare(nil))
		require.NoErrorf(t, guide.Check(a.root(), command), "%s:%d: %s", command.File, command.Line, command)
	}
}
