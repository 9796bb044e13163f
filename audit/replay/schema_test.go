package replay_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/examples/ledgers"
	"allianceregistry/membership"
	"allianceregistry/membership/schema/schematest"
)

// What members of real networks sent, and what the ledger said then, is as the published
// schemas have it.
func TestRecordedFitsTheSchemas(t *testing.T) {
	t.Parallel()
	for _, name := range ledgers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			require.NoError(t, ledgers.Unpack(name, folder))
			source, err := block.OpenFiles(filepath.Join(folder, "blocks"))
			require.NoError(t, err)
			sent := 0
			for raw, err := range source.Blocks(t.Context(), 0) {
				require.NoError(t, err)
				read, err := block.Parse(raw)
				require.NoError(t, err)
				for _, tx := range read.Transactions {
					sent += requireFits(t, tx)
				}
			}
			require.Positive(t, sent)
		})
	}
}

// requireFits checks a call of the registry, and counts it.
func requireFits(t *testing.T, tx block.Transaction) int {
	t.Helper()
	if tx.Call == nil || !slices.Contains(membership.TransactionNames(), tx.Call.Name) {
		return 0
	}
	require.Len(t, tx.Call.Arguments, 1)
	require.NoError(t, schematest.Argument(tx.Call.Name, tx.Call.Arguments[0]))
	if len(tx.Call.Event) > 0 { // else the request was sent again
		require.NoError(t, schematest.Event(json.RawMessage(tx.Call.Event)))
	}
	require.NoError(t, schematest.Answer(tx.Call.Name, json.RawMessage(tx.Call.Answer)))
	return 1
}
