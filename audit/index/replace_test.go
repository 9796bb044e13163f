package index_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// rebuildEnv names the index that a child of this test rebuilds until it is killed.
const rebuildEnv = "INDEX_TEST_REBUILD"

// TestRebuildingChild is what the child runs; in a usual run it does nothing.
func TestRebuildingChild(t *testing.T) {
	where := os.Getenv(rebuildEnv)
	if where == "" {
		return
	}
	w := indextest.New(6).Live(60)
	for {
		_, err := index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, []chain.Source{source(w, "one", len(w.Chain))}, nil)
		require.NoError(t, err)
	}
}

// Killed at any moment, a rebuild leaves the old or the new index, whole.
func TestRebuildKilled(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(60)
	where := databases[0].where(t)
	whole, x := open(t, databases[0].where(t)), open(t, where)
	fill(t, whole, w, 1000)
	fill(t, x, w, 10)
	require.NoError(t, x.Close())
	for range 12 {
		child := exec.Command(os.Args[0], "-test.run=^TestRebuildingChild$")
		child.Env = append(os.Environ(), rebuildEnv+"="+where)
		require.NoError(t, child.Start())
		time.AfterFunc(time.Duration(100+rand.IntN(400))*time.Millisecond, func() { _ = child.Process.Kill() })
		require.Error(t, child.Wait(), "it rebuilds until it is killed")
		x, err := index.Open(t.Context(), where)
		require.NoError(t, err)
		require.NoError(t, x.Check(t.Context()))
		requireSame(t, whole, x)
		require.NoError(t, x.Close())
	}
}

// An index that somebody has open is not replaced, and a replaced one is open to all.
func TestRebuildLocked(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(40)
	where := databases[0].where(t)
	sources := []chain.Source{source(w, "one", len(w.Chain))}
	x := open(t, where)
	fill(t, x, w, 10)
	_, err := index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, sources, nil)
	require.ErrorIs(t, err, &index.Error{Code: index.Locked})
	require.NoError(t, x.Close())
	rebuilt, err := index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, sources, func(index.Progress) {
		asked, err := index.Open(t.Context(), where)
		require.NoError(t, err, "questions are answered meanwhile")
		require.NoError(t, asked.Close())
	})
	require.NoError(t, err)
	require.True(t, rebuilt.Replaced)
	require.Empty(t, rebuilt.Differences)
}
