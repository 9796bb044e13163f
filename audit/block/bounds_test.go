package block_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestTinyTransactions has a block that costs its reader far more than its sender.
func TestTinyTransactions(t *testing.T) {
	t.Parallel()
	tiny := []byte{10, 1, 0, 18, 1, 0} // an envelope with one byte of content, and one of signature
	for count, want := range map[int]bool{100: true, 20_000: false} {
		raw := blocktest.NewBlock(1, nil, 0, blocktest.Orderers{}, slices.Repeat([][]byte{tiny}, count)...)
		_, err := block.Parse(raw)
		if want {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, block.ErrMalformed)
		require.ErrorContains(t, err, "20000 transactions in")
	}
}

// TestManySignatures has very many transaction endorsements of a long answer: a copy
// for each would be far more than the block.
func TestManySignatures(t *testing.T) {
	t.Parallel()
	for count, want := range map[int]bool{3: true, 130: false} {
		channel := blocktest.NewRaft("association")
		call := channel.Call(channel.Hosts[0], "registry", "Put")
		call.Answer = bytes.Repeat([]byte{1}, 3<<20)
		call.Endorsers = slices.Repeat([]blocktest.Signer{channel.Hosts[0].Peer}, count)
		parsed, err := block.Parse(channel.Append(call.Envelope()))
		require.NoError(t, err)
		tx := parsed.Transactions[0]
		require.Equal(t, want, tx.Call != nil)
		if !want {
			require.Contains(t, tx.Problem, "130 signatures over")
			require.Empty(t, tx.Flaw, "Fabric does not look at it")
		}
	}
}

// TestDenseTransaction has a call that would become far more than its bytes. Its block
// is read all the same, and it says of itself that nobody looked at it.
func TestDenseTransaction(t *testing.T) {
	t.Parallel()
	for count, want := range map[int]bool{40_000: true, 300_000: false} {
		channel := blocktest.NewRaft("association")
		raw := withRaw(t, channel, 1, bytes.Repeat([]byte{1<<3 | 2, 0}, count)) // so many empty reads
		parsed, err := block.Parse(raw)
		require.NoError(t, err)
		tx := parsed.Transactions[0]
		require.Equal(t, block.Call, tx.Kind)
		require.NotEmpty(t, tx.ID)
		require.Equal(t, want, tx.Call != nil, tx.Problem)
		require.True(t, tx.Bound)
		if !want {
			require.Contains(t, tx.Problem, "very many elements")
			require.Empty(t, tx.Flaw, "Fabric does not look at it")
		}
	}
}

// TestDenseValues has very many elements in bytes within a block's metadata and within a
// configuration's values.
func TestDenseValues(t *testing.T) {
	t.Parallel()
	many := func(number protowire.Number) []byte {
		return bytes.Repeat(protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), nil), 200_000)
	}
	for name, row := range map[string]struct {
		as  proto.Message
		bad bool
	}{
		"ok/values of no element":   {&common.BlockMetadata{Metadata: [][]byte{make([]byte, 1<<20)}}, false},
		"fail/signatures":           {&common.BlockMetadata{Metadata: [][]byte{many(2)}}, true},
		"fail/organization's roots": {&common.ConfigValue{Value: protowire.AppendBytes([]byte{2<<3 | 2}, many(2))}, true},
		"fail/organization's units": {&common.ConfigValue{Value: protowire.AppendBytes([]byte{2<<3 | 2}, many(7))}, true},
		"fail/consenters, names":    {&common.ConfigValue{Value: many(1)}, true}, // or of capabilities
		"fail/principals":           {&common.Policy{Value: many(3)}, true},
		"fail/rules":                {&common.Policy{Value: protowire.AppendBytes([]byte{2<<3 | 2}, protowire.AppendBytes([]byte{2<<3 | 2}, many(2)))}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := proto.Marshal(row.as)
			require.NoError(t, err)
			if row.bad {
				require.Error(t, block.CheckElements(raw, row.as))
				return
			}
			require.NoError(t, block.CheckElements(raw, row.as))
		})
	}
}

// TestDeeplyNested has a configuration in a configuration in a configuration: more than a
// reader has stack for, if it went down.
func TestDeeplyNested(t *testing.T) {
	t.Parallel()
	var nested []byte
	for range 3_000 { // a group in an entry of the groups of a group
		entry := protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), nested)
		nested = protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), entry)
	}
	require.Error(t, block.CheckElements(nested, &common.ConfigGroup{}))
	require.NoError(t, block.CheckElements(nil, &common.ConfigGroup{}))
}
