package replay_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
)

// Every code that is defined is listed.
func TestCodes(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("finding.go")
	require.NoError(t, err)
	var codes []string
	for _, found := range regexp.MustCompile(`(?m)^\t[A-Z]\w+ += "([A-Z_]+)"$`).FindAllSubmatch(source, -1) {
		codes = append(codes, string(found[1]))
	}
	require.Equal(t, codes, replay.Codes())
}
