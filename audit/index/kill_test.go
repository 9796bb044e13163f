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

// childEnv names the index that a child of this test fills until it is killed.
const childEnv = "INDEX_TEST_CHILD"

const killedBlocks = 700

// TestKilledChild is what the child runs; in a usual run it does nothing.
func TestKilledChild(t *testing.T) {
	where := os.Getenv(childEnv)
	if where == "" {
		return
	}
	w := indextest.New(8).Live(killedBlocks)
	x, err := index.Open(t.Context(), where)
	require.NoError(t, err)
	at, err := x.Checkpoint(t.Context())
	require.NoError(t, err)
	s := &indextest.Source{Called: "one", World: w, Has: uint64(len(w.Chain))}
	require.NoError(t, index.Follow(t.Context(), x, &indextest.Verifier{World: w, At: at}, []chain.Source{s}, index.Options{Batch: 1}))
}

// Killed at any moment, an index loses nothing and doubles nothing.
func TestKilled(t *testing.T) {
	t.Parallel()
	w := indextest.New(8).Live(killedBlocks)
	on(t, func(t *testing.T, where string) {
		var last uint64
		killed := 0
		for range 12 {
			child := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
			child.Env = append(os.Environ(), childEnv+"="+where)
			require.NoError(t, child.Start())
			time.AfterFunc(time.Duration(150+rand.IntN(150))*time.Millisecond, func() { _ = child.Process.Kill() })
			if child.Wait() != nil {
				killed++
			}
			x := open(t, where)
			at, err := x.Checkpoint(t.Context())
			require.NoError(t, err)
			require.GreaterOrEqual(t, at.Next, last)
			last = at.Next
			if last > 0 {
				part := open(t, databases[0].where(t))
				require.NoError(t, part.Add(t.Context(), w.Chain[:last], w.Checkpoint(last)))
				requireSame(t, part, x)
			}
		}
		require.NotZero(t, killed)
		x, whole := open(t, where), open(t, databases[0].where(t))
		fill(t, x, w, 50)
		fill(t, whole, w, 1000)
		requireSame(t, whole, x)
	})
}
