package proof_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files of testdata")

// The files of testdata are proofs as they are made, which anybody may try an implementation of their own on.
func TestFilesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	w := filled(t)
	for name, content := range map[string]string{
		"member.proof":     string(w.text(w.file("b@one", twice(saw)...))),
		"absent.proof":     string(w.text(w.file("nobody@one", twice(saw)...))),
		"example.policy":   policyText("2"),
		"demanding.policy": policyText("all"),
	} {
		path := "testdata/" + name
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		}
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(kept), content, name)
	}
}
