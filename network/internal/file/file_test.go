package file_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/internal/file"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "folder", "secret")
	require.NoError(t, file.Write(path, []byte("old, and longer")))
	require.NoError(t, os.Chmod(path, 0o644))
	require.NoError(t, file.Write(path, []byte("new")))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "new", string(content))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "its owner's alone, whatever it was")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing else is left")

	require.NoError(t, os.MkdirAll(filepath.Join(path+".d", "in the way"), 0o700))
	require.Error(t, file.Write(path+".d", []byte("new")))
	entries, err = os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 2, "nor after a failure")
}
