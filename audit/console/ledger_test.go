package console

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
)

// TestLedger: the rules' questions come out as on the ledger itself, page by page, and
// nothing is written.
func TestLedger(t *testing.T) {
	t.Parallel()
	w := indextest.New(11).Live(80)
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"), index.WithChaincode("registry"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	require.NoError(t, x.Add(t.Context(), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	q := &reader{Console: &Console{index: x}, ctx: t.Context(), now: w.Now}
	for _, size := range []int{1, 2, 5, 1000} {
		bookmark, seen := "", 0
		for {
			question := membership.ListParties{Size: size, Bookmark: bookmark}
			want, err := membership.Ask(w.Ledger.Begin("question"), w.Now, question)
			require.NoError(t, err)
			got, err := ask(q, question)
			require.NoError(t, err)
			require.Equal(t, want.Parties, got.Parties)
			require.Equal(t, want.Next == "", got.Next == "")
			seen += len(got.Parties)
			if bookmark = got.Next; bookmark == "" {
				break
			}
		}
		require.Equal(t, len(indextest.Everybody)+len(indextest.Leagues), seen) // alliances are parties too
	}
	entries, all, err := ledger{q}.Scan(membership.Key{Object: "party"}, 3)
	require.NoError(t, err)
	require.Len(t, entries, 3)
	require.False(t, all)
	require.ErrorIs(t, ledger{q}.Put(membership.PartyKey("x@y"), nil), errReadOnly)
	require.ErrorIs(t, ledger{q}.Emit(membership.Event{}), errReadOnly)
}
