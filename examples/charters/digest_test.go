package charters_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
)

var update = flag.Bool("update", false, "write testdata/digests.json")

// A charter's digest is what founders consented to: it is the same in every version of
// the program, or a charter on a ledger would be taken for another.
func TestDigests(t *testing.T) {
	digests := map[string]string{}
	for _, name := range names(t) {
		suite, err := charterfile.Load(name)
		require.NoError(t, err)
		digests[name], err = suite.Charter.Charter.Digest()
		require.NoError(t, err)
	}
	found, err := json.MarshalIndent(digests, "", "\t")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("testdata/digests.json", append(found, '\n'), 0o644))
	}
	recorded, err := os.ReadFile("testdata/digests.json")
	require.NoError(t, err)
	require.Equal(t, string(recorded), string(found)+"\n")
}
