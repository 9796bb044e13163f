package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
)

// telling is a peer that calls transactions of some blocks something else, and whose
// running hash is another from each of those blocks on.
func (w *world) telling(host string, codes map[uint64]string, commits ...uint64) *peer {
	p := w.peer(host)
	p.block = func(b *block.Block) {
		if b.Number == 0 {
			return
		}
		tx := &b.Transactions[0]
		if b.Number == 12 { // of all hosts: it writes where no chaincode is, too
			tx.Call.Sets = append(tx.Call.Sets, block.Set{Namespace: "nowhere", Writes: []block.Write{{Key: "a", Value: []byte("1")}}})
		}
		for number, code := range codes {
			if b.Number == number {
				tx.Code = code
			}
			if b.Number >= number && number < 17 {
				b.Commit = append([]byte(code), b.Commit...)
			}
		}
		for _, number := range commits {
			if b.Number >= number {
				b.Commit = append([]byte("other"), b.Commit...)
			}
		}
	}
	return p
}

// Honest peers may give one code or the other to a transaction that writes in several
// namespaces. Nobody is accused of it, and it hides nothing of what comes after.
func TestCompareCodesByOrder(t *testing.T) {
	t.Parallel()
	const policy, chaincode = "ENDORSEMENT_POLICY_FAILURE", "INVALID_CHAINCODE"
	for name, row := range map[string]struct {
		industry, academia, association map[uint64]string
		commits                         []uint64 // of association
		faults                          []string
		block                           uint64
		host                            string
	}{
		"ok/one or the other":   {map[uint64]string{12: policy}, map[uint64]string{12: chaincode}, map[uint64]string{12: policy}, nil, nil, 0, ""},
		"fail/one is no reason": {map[uint64]string{12: policy}, map[uint64]string{12: "MVCC_READ_CONFLICT"}, map[uint64]string{12: policy}, nil, []string{replay.FlagsDiffer}, 12, "academia"},
		"fail/one is valid":     {map[uint64]string{12: policy}, map[uint64]string{12: "VALID"}, map[uint64]string{12: policy}, nil, []string{replay.FlagsDiffer}, 12, "academia"},
		"fail/one namespace":    {map[uint64]string{11: policy}, map[uint64]string{11: chaincode}, map[uint64]string{11: policy}, nil, []string{replay.FlagsDiffer}, 11, "academia"},
		"fail/flags behind it": {
			map[uint64]string{12: policy, 14: "MVCC_READ_CONFLICT"},
			map[uint64]string{12: chaincode},
			map[uint64]string{12: policy},
			nil,
			[]string{replay.FlagsDiffer},
			14,
			"industry",
		},
		"fail/another commit behind it": {
			map[uint64]string{12: policy},
			map[uint64]string{12: chaincode},
			map[uint64]string{12: policy},
			[]uint64{15},
			[]string{replay.CommitDiffers, replay.CommitDiffers},
			15,
			"",
		},
		"fail/another commit in it": {
			map[uint64]string{12: policy},
			map[uint64]string{12: chaincode},
			map[uint64]string{12: policy},
			[]uint64{12},
			[]string{replay.CommitDiffers, replay.CommitDiffers},
			12,
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, opts := range [][]replay.Option{{quick}, {quick, replay.WithBlocks(0, 100)}} {
				w := lived(t)
				peers := []replay.Peer{
					w.telling("industry", row.industry), w.telling("academia", row.academia), w.telling("association", row.association, row.commits...),
				}
				result, err := replay.Compare(t.Context(), peers, opts...)
				require.NoError(t, err)
				var faults []string
				for _, f := range result.Findings {
					if f.Severity != chain.Fault {
						require.Equal(t, replay.CodesByOrder, f.Code)
						require.EqualValues(t, 12, f.Block)
						require.Empty(t, f.Params["host"], "nobody is accused")
						require.ElementsMatch(t, []string{"academia", "association, industry"}, []string{f.Params["hosts"], f.Params["others"]})
						continue
					}
					faults = append(faults, f.Code)
					require.Equal(t, row.block, f.Block)
					require.Equal(t, row.host, f.Params["host"])
				}
				require.Equal(t, row.faults, faults, "%v", result.Findings)
				require.Empty(t, replay.Unchecked(result.Findings))
			}
		})
	}
}

// What one host has less than the others is compared all the same, and a fork hides
// nothing of what the others have behind it.
func TestCompareGoesOn(t *testing.T) {
	t.Parallel()
	w := lived(t)
	forked, behind, later := w.peer("academia"), w.peer("regulator"), w.peer("industry")
	behind.blocks = 13
	forkAt := func(from uint64) func(*block.Block) {
		return func(b *block.Block) {
			if b.Number >= from {
				b.Hash = append([]byte("other"), b.Hash...)
			}
		}
	}
	forked.block, behind.block, later.block = forkAt(9), forkAt(11), forkAt(15)
	few := w.peer("few")
	few.blocks = 2
	result, err := replay.Compare(t.Context(), []replay.Peer{
		few, forked, w.peer("association"), behind, later, w.peer("second"), w.peer("third"),
	}, quick, replay.WithLag(100))
	require.NoError(t, err)
	forks := map[string]uint64{}
	for _, f := range result.Findings {
		if f.Code == replay.Fork {
			forks[f.Params["host"]] = f.Block
		}
	}
	require.Equal(t, map[string]uint64{"academia": 9, "regulator": 11, "industry": 15}, forks)
}
