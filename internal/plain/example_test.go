package plain_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/reading"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// examples lists the example charters by their names.
func examples(t *testing.T) map[string]charter.Charter {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "charters", "*.yaml"))
	require.NoError(t, err)
	list := map[string]charter.Charter{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if strings.HasSuffix(name, ".test") {
			continue
		}
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var c charter.Charter
		_, err = reading.Format(form.MaxArgument).Decode(content, &c)
		require.NoError(t, err, file)
		list[name] = c
	}
	require.NotEmpty(t, list)
	return list
}

// TestExamples: what each example charter says is kept, to be read aloud. A charter that is
// there no more leaves none behind.
func TestExamples(t *testing.T) {
	kept := map[string]bool{}
	for name, c := range examples(t) {
		for _, lang := range catalogue.Languages {
			file := filepath.Join("examples", name+"."+lang+".txt")
			kept[file] = true
			t.Run(name+"/"+lang, func(t *testing.T) {
				w := writer(t, lang)
				golden(t, file, w.Lines(w.Charter(c)))
			})
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "examples", "*"))
	require.NoError(t, err)
	for _, file := range files {
		require.True(t, kept[filepath.Join("examples", filepath.Base(file))], "%s is of no example", file)
	}
}
