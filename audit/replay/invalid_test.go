package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
)

// Anybody can have an invalid transaction ordered, with any time in it: it tells
// nothing, neither how far the chain has come, nor which period it is about, nor that
// others were held back.
func TestInvalidTellsNoTime(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]time.Time{
		"far ahead": time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), "far behind": time.Unix(1, 0), "a little ahead": time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			honest := lived(t)
			clock := honest.now.Add(24 * time.Hour)
			r := honest.replayed()
			first, last := replay.ReaderOf(r).Span()
			known := r.KnownUntil(clock)

			w := newWorld(t)
			for i, b := range honest.blocks[1:] {
				w.blocks = append(w.blocks, b)
				if i != 4 && i != 15 {
					continue
				}
				odd := &w.blocks[len(w.blocks)-1]
				odd.Block.Transactions = append(odd.Block.Transactions[:1:1], block.Transaction{
					Index: 1, ID: "odd", Kind: block.Call, Time: at, Creator: block.Signature{Signer: as(lab).signer},
					Call: &block.Invocation{Chaincode: "registry", Name: "Endorse"},
				})
				odd.Codes = append(odd.Codes[:1:1], "ENDORSEMENT_POLICY_FAILURE")
			}
			r = w.replayed()
			require.True(t, known.Equal(r.KnownUntil(clock)), "%s instead of %s", r.KnownUntil(clock), known)
			from, to := replay.ReaderOf(r).Span()
			require.True(t, first.Equal(from) && last.Equal(to), "%s to %s", from, to)
			for _, f := range replay.Anomalies(r, replay.DefaultThresholds()) {
				require.NotContains(t, []string{replay.HeldBack, replay.ClockOff, replay.LateVote}, f.Code)
			}
			report, err := replay.NewReport(r, replay.Scope{Alliance: zgc, Written: clock, Thresholds: replay.DefaultThresholds()})
			require.NoError(t, err)
			require.True(t, known.Equal(report.To.Add(-time.Millisecond)))
		})
	}
}
