package charters_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/examples/charters"
	"allianceregistry/membership/charter"
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

// founded is the composition of an alliance that the members of the tests found.
func founded(suite charterfile.Suite) charter.Composition {
	places, founders := map[string]charter.Place{}, []string{}
	for _, m := range suite.Cases.Members {
		for _, id := range m.Range() {
			one := m
			one.ID = id
			founders = append(founders, party(one))
			places[party(one)] = charter.Place{Class: m.Class, Group: m.Group, Weights: m.Weights}
		}
	}
	return suite.Charter.Charter.FounderComposition(founders, places)
}

// Every charter is without fault for the members of its tests, and passes them.
func TestCharters(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			suite, err := charterfile.Load(name)
			require.NoError(t, err)
			require.Empty(t, suite.Charter.Defects(suite.Cases.Composition(suite.Charter.Charter)))
			require.Empty(t, suite.Charter.Defects(founded(suite)))
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
