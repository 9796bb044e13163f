package report_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/text"
)

// recorded is a report on the second half of a ledger that a real network wrote.
func recorded(t *testing.T, ledger string) replay.Report {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, ledgers.Unpack(ledger, folder))
	raw, err := os.ReadFile(filepath.Join(folder, "genesis.block"))
	require.NoError(t, err)
	genesis, err := block.Parse(raw)
	require.NoError(t, err)
	files, err := block.OpenFiles(filepath.Join(folder, "blocks"))
	require.NoError(t, err)
	height, err := files.Height(t.Context())
	require.NoError(t, err)
	replayed, state := replay.NewReplay("registry"), chain.NewMemory()
	for verified, err := range chain.New(genesis.Hash, "registry").Follow(t.Context(), files, state, 0) {
		require.NoError(t, err)
		state.Apply(verified)
		_, err := replayed.Add(verified)
		require.NoError(t, err)
		if replayed.Height() == height {
			break
		}
	}
	steps := replayed.Steps()
	first, last := steps[0].Time, steps[len(steps)-1].Time
	r, err := replay.NewReport(replayed, replay.Scope{
		Alliance: sampleID, From: first.Add(last.Sub(first) / 2), To: last.Add(time.Minute), Thresholds: replay.DefaultThresholds(),
	})
	require.NoError(t, err)
	return r
}

func TestRecordedLedger(t *testing.T) {
	t.Parallel()
	for _, ledger := range ledgers.Names() {
		r := recorded(t, ledger)
		require.NotEmpty(t, r.Changes)
		require.NotEmpty(t, r.Decisions)
		require.Empty(t, r.Findings)
		for _, lang := range text.Languages {
			page := html(t, r, lang)
			wellFormed(t, page)
			for _, change := range r.Changes {
				require.Contains(t, page, change.Tx)
			}
			for _, m := range r.End {
				require.Contains(t, page, m.Membership.Party)
			}
			require.NotContains(t, page, "\ufffd")
			require.Len(t, table(t, r, lang), 2+len(r.Start)+len(r.End)+len(r.Changes)+len(r.Decisions))
		}
	}
}
