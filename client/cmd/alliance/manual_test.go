package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/text"
)

func TestEachCommandAndFlagHasItsHelpInBothLanguages(t *testing.T) {
	t.Setenv("ALLIANCE_HOME", t.TempDir())
	var outlines []map[string]string
	for _, lang := range text.Languages {
		a := &app{}
		require.NoError(t, a.prepare([]string{"--lang", lang}))
		require.Empty(t, a.manual.Gaps(a.root()), "in manual/%s.md", lang)
		outlines = append(outlines, a.manual.Outline())
	}
	require.Equal(t, outlines[0], outlines[1])
}
