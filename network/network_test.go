package network

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir())
	_, err := Open("", dir, nil)
	require.ErrorIs(t, err, ErrNotExist)

	n, err := New("", dir, DefaultTopology(), nil)
	require.NoError(t, err)
	require.NoError(t, n.writeTopology(t.Context()))
	again, err := Open("", dir, nil)
	require.NoError(t, err)
	require.True(t, again.Topology().Equal(DefaultTopology()))

	require.NoError(t, os.WriteFile(dir.topology(), []byte("consensus: proof-of-work\n"), 0o600))
	_, err = Open("", dir, nil)
	require.ErrorContains(t, err, "all that is left is `down`")
	require.NoError(t, Down(dir), "also what another version left is removed")
	require.NoDirExists(t, string(dir))
}

func TestDownRemovesNothingElse(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "thesis"), nil, 0o600))
	require.ErrorIs(t, Down(Dir(folder)), ErrNotExist)
	require.FileExists(t, filepath.Join(folder, "thesis"))
}

func TestUpRefusesAFolder(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.NoError(t, n.checkDir(), "none")
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, n.checkDir(), "empty")

	require.NoError(t, os.WriteFile(n.dir.Path("thesis"), nil, 0o600))
	require.ErrorContains(t, n.checkDir(), "something other than a network")

	require.NoError(t, n.writeTopology(t.Context()))
	require.NoError(t, n.checkDir(), "its own")
	n.topology.BasePort++
	require.ErrorContains(t, n.checkDir(), "with another configuration")
}

func TestUpRefusesWithoutPrograms(t *testing.T) {
	t.Parallel()
	_, err := testNetwork(t).Up(t.Context())
	require.ErrorContains(t, err, "run scripts/build.sh")
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir())
	unlock, err := dir.lock()
	require.NoError(t, err)
	_, err = dir.lock()
	require.ErrorContains(t, err, "another command is working on")
	unlock()
	unlock, err = dir.lock()
	require.NoError(t, err)
	unlock()
	entries, err := os.ReadDir(string(dir))
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestSelect(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	for name, count := range map[string]int{"": 12, "industry": 3, "peer.industry": 1, "orderer2": 1} {
		selected, err := n.Select(name)
		require.NoError(t, err)
		require.Len(t, selected, count, name)
	}
	_, err := n.Select("nobody")
	require.ErrorContains(t, err, "nobody")
}

func TestMetric(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.NoError(t, n.makeOperator(t.Context()))
	p := guarded(t, n.dir.operatorCertificate(), func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("# HELP height\nheight{channel=\"other\"} 3\nheight{channel=\"registry\"} 7\n"))
	})
	p.Operator = n.dir.Operator()
	height, err := metric(t.Context(), p, "height", "registry")
	require.NoError(t, err)
	require.EqualValues(t, 7, height)
	_, err = metric(t.Context(), p, "height", "none")
	require.ErrorContains(t, err, "does not report")
}

func TestResolvedFollowsLinks(t *testing.T) {
	t.Parallel()
	real, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(real, link))
	dir, err := Dir(filepath.Join(link, "not", "there")).resolve()
	require.NoError(t, err)
	require.Equal(t, filepath.Join(real, "not", "there"), string(dir))
}

func TestLastLine(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Error: it failed", lastLine("info\nError: it failed\nUsage:\n  peer\n"))
	require.Equal(t, "end", lastLine("begin\nend\n"))
	require.Equal(t, "", lastLine(""))
}
