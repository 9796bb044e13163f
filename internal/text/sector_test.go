package text_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/text"
)

// TestEachSectorOfTheExamplesHasAWord in both languages, and none has one in vain.
func TestEachSectorOfTheExamplesHasAWord(t *testing.T) {
	files, err := filepath.Glob("../../examples/alliances/*.yaml")
	require.NoError(t, err)
	var sectors []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`\bsector: ([a-z ]+)`).FindAllSubmatch(content, -1) {
			sectors = append(sectors, string(found[1]))
		}
	}
	slices.Sort(sectors)
	require.Equal(t, text.Sectors(), slices.Compact(sectors))
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		require.NoError(t, err)
		for _, sector := range text.Sectors() {
			require.NotEmpty(t, said.Template("sector."+sector), "%s: %s", lang, sector)
			require.Equal(t, lang == "en", said.Sector(sector) == sector, "%s: %s", lang, sector)
			require.Equal(t, sector, said.Coded().Sector(sector))
		}
		require.Equal(t, "beekeeping", said.Sector("beekeeping"))
		require.Empty(t, said.Sector(""))
	}
}
