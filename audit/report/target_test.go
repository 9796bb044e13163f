package report_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/report"
	"allianceregistry/membership"
)

// BenchmarkGathered gathers a report on 10,000 members, each of whom joined in its
// period, and writes it: everything but reading and replaying the blocks.
func BenchmarkGathered(b *testing.B) {
	const members = 10_000
	t := in(b, "zh")
	replayed := joined(b, members)
	for name, write := range map[string]func(replay.Report) error{
		"html": func(r replay.Report) error { return report.HTML(io.Discard, r, t) },
		"csv":  func(r replay.Report) error { return report.CSV(io.Discard, r, t) },
		"json": func(r replay.Report) error { return report.JSON(io.Discard, r) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				made, err := replay.NewReport(replayed, replay.Scope{
					Alliance: "crowd@industry", From: indextest.Epoch, To: indextest.Epoch.AddDate(0, 0, 1), Thresholds: replay.DefaultThresholds(),
				})
				require.NoError(b, err)
				require.Len(b, made.End, members)
				require.Len(b, made.Changes, members)
				require.NoError(b, write(made))
			}
		})
	}
}

// joined is a replay of a chain that makes so many parties members, each with the
// version of the membership that a report's changes are made of.
func joined(b *testing.B, members int) *replay.Replay {
	replayed := replay.NewReplay("registry")
	for _, v := range indextest.Crowd(members).Chain {
		for _, tx := range v.Block.Transactions {
			if tx.Call != nil {
				set := &tx.Call.Sets[0]
				set.Writes = append(set.Writes, versions(b, *set)...)
			}
		}
		_, err := replayed.Add(v)
		require.NoError(b, err)
	}
	return replayed
}

// versions are the memberships of a set under the keys of their versions.
func versions(b *testing.B, set block.Set) []block.Write {
	var all []block.Write
	for _, write := range set.Writes {
		key, ok := membership.ParseKey(write.Key)
		require.True(b, ok)
		if key.Object != "membership" {
			continue
		}
		all = append(all, block.Write{
			Key: membership.Key{Object: "version", Parts: append(key.Parts, "000001")}.String(), Value: write.Value,
		})
	}
	return all
}
