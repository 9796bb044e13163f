package indextest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index/indextest"
)

// A life has some of everything that an index has to keep.
func TestLifeHasSomeOfEverything(t *testing.T) {
	t.Parallel()
	names, codes := map[string]int{}, map[string]int{}
	for seed := range uint64(5) {
		for _, v := range indextest.New(seed).Live(250).Chain {
			for i, tx := range v.Block.Transactions {
				codes[v.Codes[i]]++
				if tx.Call != nil {
					names[tx.Call.Name]++
				}
			}
		}
	}
	for _, name := range []string{"RegisterParty", "FoundAlliance", "Consent", "Join", "Propose", "Endorse", "Decide", "Leave", "CloseEpoch", "SealEpoch", "CorrectParty", "StateClaim"} {
		require.Greater(t, names[name], 5, "%s of %v", name, names)
	}
	require.Greater(t, codes["MVCC_READ_CONFLICT"], 5)
}
