package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block/blocktest"
)

// A chain that holds by itself is refused where it parts from what was verified
// before, and nowhere else.
func TestRemember(t *testing.T) {
	t.Parallel()
	n := chainOf(t, 3)
	shared := len(n.All())
	ours := blocktest.Continue(n.All(), n.Orderers, n.Hosts, n.Orderers.Raft[0])
	theirs := blocktest.Continue(n.All(), n.Orderers, n.Hosts, n.Orderers.Raft[0])
	ours.Append(n.put("ours", "1").Envelope())
	theirs.Append(n.put("theirs", "1").Envelope())
	theirs.Append(n.put("theirs", "2").Envelope())
	known := func(number uint64) []byte {
		if number < uint64(len(ours.All())) {
			return blocktest.Hash(ours.All()[number])
		}
		return nil
	}
	for name, row := range map[string]struct {
		chain  [][]byte
		forked bool
	}{
		"ok/the same":      {ours.All(), false},
		"ok/shorter":       {n.All(), false},
		"ok/longer":        {append(ours.All(), ours.Append(n.put("more", "1").Envelope())), false},
		"fail/another one": {theirs.All(), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := New(blocktest.Hash(n.All()[0]), blocktest.ChannelID)
			v.Remember(known)
			seen, err := follow(t, v, NewMemory(), blocks(row.chain), 1<<40)
			if !row.forked {
				require.NoError(t, err)
				require.Len(t, seen, len(row.chain))
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Len(t, seen, shared)
			require.Equal(t, []string{ForkedHistory}, codesOf(broken.Findings, Fault))
			require.Contains(t, broken.Findings[0].Params, "evidence", "the text asks for it")
			require.EqualValues(t, shared, broken.Findings[0].Block)
		})
	}
}
