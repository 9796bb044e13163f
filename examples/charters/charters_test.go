package charters_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charter"
	"allianceregistry/examples/charters"
)

// names lists the charters.
func names(t testing.TB) []string {
	files, err := fs.Glob(charters.Files, "*.yaml")
	require.NoError(t, err)
	var names []string
	for _, file := range files {
		if !strings.HasSuffix(file, ".test.yaml") {
			names = append(names, file)
		}
	}
	require.GreaterOrEqual(t, len(names), 16)
	return names
}

// Every charter is without fault for the members of its tests, and passes them.
func TestCharters(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			suite, err := charter.Load(name)
			require.NoError(t, err)
			require.Empty(t, suite.Charter.Faults(suite.Cases.Composition(suite.Charter.Charter)))
			for _, result := range suite.Run() {
				explained, err := json.MarshalIndent(result, "", "  ")
				require.NoError(t, err)
				require.True(t, result.Passed, "%s:%d %s", suite.CasesPath, result.Line, explained)
				require.NotEmpty(t, result.Name["zh"])
				require.NotEmpty(t, result.Name["en"])
			}
		})
	}
}
