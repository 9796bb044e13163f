package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
	"allianceregistry/membership/charter"
)

// A decision that does not follow from its votes is named; so is one that nobody
// can decide again.
func TestDecisions(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		object, old, new string
		code             string
		params           map[string]string
	}{
		"fail/another tally": {
			"decision", `"for":2`, `"for":3`, replay.DecisionDiffers,
			map[string]string{"path": "tally.for", "expected": "2", "seen": "3"},
		},
		"fail/another outcome": {
			"decision", `"outcome":"accepted"`, `"outcome":"rejected"`, replay.DecisionDiffers,
			map[string]string{"path": "outcome", "expected": "accepted", "seen": "rejected"},
		},
		"fail/another engine": {"decision", `"engine":"` + charter.Engine + `"`, `"engine":"0"`, replay.EngineUnknown, map[string]string{"engine": "0"}},
		"fail/other votes": {
			"endorsement", `"position":"for"`, `"position":"abstain"`, replay.DecisionUndecidable,
			map[string]string{"refusal": "NOT_DECIDABLE"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			altered := func() *block.Write {
				for _, v := range w.blocks {
					for i := range v.Block.Transactions {
						for j := range v.Block.Transactions[i].Call.Sets[0].Writes {
							if write := &v.Block.Transactions[i].Call.Sets[0].Writes[j]; object(write.Key) == row.object {
								return write
							}
						}
					}
				}
				return nil
			}()
			replacing(altered, row.old, row.new)
			r := w.replayed()
			require.NotEmpty(t, r.Findings())
			decided := replay.Decisions(r.View(), nil)
			require.False(t, decided.Decisions[0].Same)
			require.Len(t, decided.Findings, 1)
			require.Equal(t, row.code, decided.Findings[0].Code)
			require.EqualValues(t, 12, decided.Findings[0].Block)
			for param, want := range row.params {
				require.Equal(t, want, decided.Findings[0].Params[param], param)
			}
		})
	}
}
