package block_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestCallRoundTrip writes calls and reads them: nothing is lost and nothing is
// added.
func TestCallRoundTrip(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry", "academia")
	rapid.Check(t, func(t *rapid.T) {
		call := channel.Call(channel.Hosts[0], "registry", rapid.String().Draw(t, "name"), sets().Draw(t, "sets")...)
		call.Arguments = rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 9), 1, 3).Draw(t, "arguments")
		call.Status = rapid.Int32().Draw(t, "status")
		call.Message = rapid.String().Draw(t, "message")
		call.EventName = rapid.String().Draw(t, "event")
		call.Time = time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "time"), 0).UTC()

		parsed, err := block.Parse(channel.Append(call.Envelope()))
		require.NoError(t, err)
		tx := parsed.Transactions[0]
		require.Empty(t, tx.Problem)
		require.Equal(t, block.Call, tx.Kind)
		require.True(t, tx.Bound)
		require.Equal(t, call.Time, tx.Time)
		require.Equal(t, call.Sender.Identity(), tx.Creator.Signer)
		require.Equal(t, call.Name, tx.Call.Name)
		require.Equal(t, call.Arguments, tx.Call.Arguments)
		require.Equal(t, call.Status, tx.Call.Status)
		require.Equal(t, call.Message, tx.Call.Message)
		require.Equal(t, call.EventName, tx.Call.EventName)
		require.Equal(t, call.Sets, tx.Call.Sets)
		require.Len(t, tx.Call.Endorsements, 2)
		for i, endorsement := range tx.Call.Endorsements {
			require.Equal(t, channel.Hosts[i].Peer.Identity(), endorsement.Signer)
		}
	})
}

// sets draws what a call read and wrote in one namespace and a collection of it.
func sets() *rapid.Generator[[]block.Set] {
	version := rapid.Ptr(rapid.Custom(func(t *rapid.T) block.Version {
		return block.Version{Block: rapid.Uint64().Draw(t, "block"), Index: rapid.Uint64().Draw(t, "index")}
	}), true)
	reads := listOf(rapid.Custom(func(t *rapid.T) block.Read {
		return block.Read{Key: rapid.String().Draw(t, "key"), Version: version.Draw(t, "version")}
	}))
	writes := listOf(rapid.Custom(func(t *rapid.T) block.Write {
		if rapid.Bool().Draw(t, "delete") {
			return block.Write{Key: rapid.String().Draw(t, "key"), Delete: true}
		}
		return block.Write{
			Key:   rapid.String().Draw(t, "key"),
			Value: rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "value"),
		}
	}))
	ranges := listOf(rapid.Custom(func(t *rapid.T) block.Range {
		query := block.Range{
			Start:     rapid.String().Draw(t, "start"),
			End:       rapid.String().Draw(t, "end"),
			Exhausted: rapid.Bool().Draw(t, "exhausted"),
		}
		if rapid.Bool().Draw(t, "summary") {
			query.Summary = &block.Summary{
				MaxDegree: rapid.Uint32().Draw(t, "degree"),
				MaxLevel:  rapid.Uint32().Draw(t, "level"),
				Hashes:    listOf(rapid.SliceOfN(rapid.Byte(), 1, 9)).Draw(t, "hashes"),
			}
			return query
		}
		query.Reads = reads.Draw(t, "reads")
		return query
	}))
	return rapid.Custom(func(t *rapid.T) []block.Set {
		return []block.Set{
			{
				Namespace: "registry",
				Reads:     reads.Draw(t, "reads"),
				Ranges:    ranges.Draw(t, "ranges"),
				Writes:    writes.Draw(t, "writes"),
				Policies:  listOf(rapid.String()).Draw(t, "policies"),
			},
			{
				Namespace:  "registry",
				Collection: "private",
				Reads:      reads.Draw(t, "hashed reads"),
				Writes:     writes.Draw(t, "hashed writes"),
				Policies:   listOf(rapid.String()).Draw(t, "hashed policies"),
			},
		}
	})
}

// listOf draws a list as it is read: nil if it is empty.
func listOf[V any](each *rapid.Generator[V]) *rapid.Generator[[]V] {
	return rapid.Custom(func(t *rapid.T) []V {
		list := rapid.SliceOfN(each, 0, 3).Draw(t, "list")
		if len(list) == 0 {
			return nil
		}
		return list
	})
}
