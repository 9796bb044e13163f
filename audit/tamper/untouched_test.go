package tamper

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
	"allianceregistry/examples/ledgers"
)

// On a ledger that nobody touched no check finds anything.
func TestUntouched(t *testing.T) {
	t.Parallel()
	for _, name := range ledgers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t, name)
			honest := verify(t, l.root(), l.blocks)
			require.Empty(t, honest.chain)
			require.Empty(t, honest.replay)
			require.EqualValues(t, len(l.blocks), honest.height)
			require.Empty(t, compared(t, l.peers(), replay.WithBlocks(0, honest.height-1)))
			require.Empty(t, states(t, honest.replayed, l.peers()))
			decisions := replay.Decisions(honest.replayed.View(), nil)
			require.NotEmpty(t, decisions.Decisions)
			require.Empty(t, decisions.Findings)
			require.Empty(t, l.differences(l.index(honest.height)))
		})
	}
}
