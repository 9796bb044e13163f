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
		a := appIn(t, lang)
		require.Empty(t, a.Manual.Gaps(a.Root()), "in manual/%s.md", lang)
		outlines = append(outlines, a.Manual.Outline())
	}
	require.Equal(t, outlines[0], outlines[1])
}
