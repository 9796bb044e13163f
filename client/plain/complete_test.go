package plain_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
)

// TestNoChangeIsHidden changes each value of a charter, one at a time, and demands
// that both languages say that something changes.
func TestNoChangeIsHidden(t *testing.T) {
	charter := read(t, "full")
	text, err := json.Marshal(charter)
	require.NoError(t, err)
	var tree any
	require.NoError(t, json.Unmarshal(text, &tree))
	tried := 0
	change(tree, "", func(path string) {
		if path == ".schema" || strings.HasSuffix(path, ".standing") { // of which there is but one
			return
		}
		changed, err := json.Marshal(tree)
		require.NoError(t, err)
		var other membership.Charter
		require.NoError(t, json.Unmarshal(changed, &other), path)
		for _, lang := range catalogue.Languages {
			require.NotEmpty(t, writer(t, lang).Diff(charter, other), path)
		}
		tried++
	})
	require.Greater(t, tried, 100)
}

// change changes each leaf of a tree for as long as a function runs.
func change(node any, path string, do func(path string)) {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			at := path + "." + key
			if next, leaf := altered(value); leaf {
				node[key] = next
				do(at)
				node[key] = value
			} else {
				change(value, at, do)
			}
		}
	case []any:
		for i, value := range node {
			at := path + "[" + strconv.Itoa(i) + "]"
			if next, leaf := altered(value); leaf {
				node[i] = next
				do(at)
				node[i] = value
			} else {
				change(value, at, do)
			}
		}
	}
}

func altered(value any) (any, bool) {
	switch value := value.(type) {
	case string:
		return value + "x", true
	case float64:
		return value + 1, true
	case bool:
		return !value, true
	}
	return nil, false
}
