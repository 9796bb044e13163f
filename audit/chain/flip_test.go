package chain

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestFlip flips any one bit of a block. What still verifies differs in the peer's
// commit hash alone, which nobody signs.
func TestFlip(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]*network{"ok/raft": raft(t), "ok/bft": bft(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// As many of BFT's orderers as are needed: one more would be one too many.
			orderers := n.Orderers
			if orderers.BFT != nil {
				orderers = some(orderers, 1, 2, 3)
			}
			for _, raw := range [][]byte{
				n.coded(nil, n.put("a", "1"), n.put("b", "1")),
				n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin)),
			} {
				raw = blocktest.Edit(raw, func(e *blocktest.Editor) { e.Sign(orderers) })
				good, err := block.Parse(raw)
				require.NoError(t, err)
				flip(t, n, raw, good)
				n.take(raw)
			}
		})
	}
}

func flip(t *testing.T, n *network, raw []byte, good block.Block) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		changed := blocktest.Flip(raw, rapid.IntRange(0, 8*len(raw)-1).Draw(t, "bit"))
		before := n.verifier.Checkpoint()
		verified, err := n.verify(changed)
		if err != nil {
			return
		}
		require.NotEqual(t, good.Commit, verified.Block.Commit)
		verified.Block.Commit = good.Commit
		require.Equal(t, good, verified.Block)
		n.verifier, err = Resume(before) // it went on by one
		require.NoError(t, err)
	})
}

// TestFlipByOrderer flips any bit of a transaction, and has the orderer sign the
// result: the sender's signature still finds it.
func TestFlipByOrderer(t *testing.T) {
	t.Parallel()
	n := raft(t)
	tx := n.put("a", "1").Envelope()
	raw := n.Append(tx)
	rapid.Check(t, func(t *rapid.T) {
		changed := blocktest.Flip(tx, rapid.IntRange(0, 8*len(tx)-1).Draw(t, "bit"))
		_, err := n.verify(n.resign(raw, func(e *blocktest.Editor) { e.Replace(0, changed) }))
		var broken *Broken
		require.ErrorAs(t, err, &broken)
	})
}

// FuzzVerify has blocks of a real ledger changed in any way: none ends the process,
// and none but a good one moves the verifier.
func FuzzVerify(f *testing.F) {
	_, all := stored(f, "raft")
	first, err := block.Parse(all[0])
	require.NoError(f, err)
	v, m := New(first.Hash, channelOf(first)), NewMemory()
	for _, raw := range all {
		f.Add(raw)
	}
	for _, raw := range all[:len(all)-1] {
		verified, err := v.Verify(f.Context(), v.Prepare(raw, "peer"), m)
		require.NoError(f, err)
		m.Apply(verified)
	}
	start := v.Checkpoint()
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := Resume(start)
		require.NoError(t, err)
		verified, err := v.Verify(t.Context(), v.Prepare(raw, "fuzz"), m)
		if err != nil {
			require.Equal(t, start, v.Checkpoint())
			return
		}
		require.Equal(t, verified.Block.Hash, v.Checkpoint().Previous)
	})
}

// FuzzSigned has transactions changed in any way, in blocks that the orderer signed.
func FuzzSigned(f *testing.F) {
	n := raft(f)
	raw := n.coded(nil, n.put("a", "1"))
	start := n.verifier.Checkpoint()
	f.Add(blocktest.Transactions(raw)[0])
	f.Add(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin))
	f.Fuzz(func(t *testing.T, tx []byte) {
		v, err := Resume(start)
		require.NoError(t, err)
		raw := n.resign(raw, func(e *blocktest.Editor) { e.Replace(0, tx) })
		if _, err := v.Verify(t.Context(), v.Prepare(raw, "fuzz"), n.memory); err != nil {
			require.Equal(t, start, v.Checkpoint())
		}
	})
}
