package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestReal verifies what real peers stored: without a fault, without a warning.
func TestReal(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"raft", "bft"} {
		t.Run("ok/"+kind, func(t *testing.T) {
			t.Parallel()
			source, all := stored(t, kind)
			first, err := block.Parse(all[0])
			require.NoError(t, err)
			v, m := New(first.Hash, channelOf(first)), NewMemory()
			number := 0
			for verified, err := range v.Follow(t.Context(), source, m, 4) {
				require.NoError(t, err)
				require.Empty(t, verified.Findings)
				for i, tx := range verified.Block.Transactions {
					require.Equal(t, tx.Code, verified.Codes[i])
				}
				m.Apply(verified)
				number++
			}
			require.Len(t, all, number)
		})
		t.Run("fail/"+kind+", a block dropped", func(t *testing.T) {
			t.Parallel()
			_, all := stored(t, kind)
			for gone := range all[:len(all)-1] {
				first, err := block.Parse(all[0])
				require.NoError(t, err)
				v, m := New(first.Hash, channelOf(first)), NewMemory()
				kept := append(append([][]byte{}, all[:gone]...), all[gone+1:]...)
				seen, err := follow(t, v, m, blocks(kept), uint64(len(all)))
				var broken *Broken
				require.ErrorAs(t, err, &broken)
				require.Len(t, seen, gone)
				require.Equal(t, WrongNumber, broken.Findings[0].Code)
			}
		})
		t.Run("fail/"+kind+", each code", func(t *testing.T) {
			t.Parallel()
			_, all := stored(t, kind)
			first, err := block.Parse(all[0])
			require.NoError(t, err)
			v, m := New(first.Hash, channelOf(first)), NewMemory()
			for _, raw := range all {
				_, err := v.Verify(t.Context(), v.Prepare(blocktest.Edit(raw, func(e *blocktest.Editor) { e.SetCode(0, staleRead) }), "peer"), m)
				var broken *Broken
				require.ErrorAs(t, err, &broken)
				require.Equal(t, []string{WrongCode}, codesOf(broken.Findings, Fault))
				verified, err := v.Verify(t.Context(), v.Prepare(raw, "peer"), m)
				require.NoError(t, err)
				m.Apply(verified)
			}
		})
	}
}

// stored are the blocks of a real ledger.
func stored(t testing.TB, kind string) (Source, [][]byte) {
	t.Helper()
	source, err := block.OpenFiles("../block/testdata/" + kind)
	require.NoError(t, err)
	var all [][]byte
	for raw, err := range source.Blocks(t.Context(), 0) {
		require.NoError(t, err)
		all = append(all, raw)
	}
	require.Greater(t, len(all), 2)
	return source, all
}

func channelOf(first block.Block) string { return first.Transactions[0].Config.Channel }
