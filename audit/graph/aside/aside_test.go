package aside

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPrivate(t *testing.T) {
	for name, row := range map[string]struct {
		before func(t *testing.T, home string)
		fails  bool
	}{
		"ok/new":                {before: func(*testing.T, string) {}},
		"fail/no home":          {before: func(t *testing.T, home string) { require.NoError(t, os.Remove(home)) }, fails: true},
		"fail/others can enter": {before: open, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			require.NoError(t, os.Mkdir(home, 0o700))
			t.Setenv("HOME", home)
			t.Setenv("XDG_CACHE_HOME", filepath.Join(home, ".cache"))
			row.before(t, home)
			folder, err := private()
			if row.fails {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.DirExists(t, folder)
		})
	}
}

// open makes the folder beforehand, as everybody's.
func open(t *testing.T, home string) {
	t.Helper()
	folder := filepath.Join(home, ".cache", "alliance-registry-auditor")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.Chmod(folder, 0o777)) // #nosec G302 -- that is what is refused
}
