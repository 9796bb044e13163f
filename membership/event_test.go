package membership_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// TestEventTypes takes the types from the source: one that the list lacks could not
// be asked for.
func TestEventTypes(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("event.go")
	require.NoError(t, err)
	var declared []string
	for _, found := range regexp.MustCompile(`(?m)^\t\w+ += "(\w+)"$`).FindAllSubmatch(source, -1) {
		declared = append(declared, string(found[1]))
	}
	require.NotEmpty(t, declared)
	require.ElementsMatch(t, declared, membership.EventTypes())
}
