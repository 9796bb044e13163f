package block_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// The most memory that reading may take altogether: so many times the bytes, and the
// room that any reading takes. (A read of two bytes becomes messages and structs of some
// two hundred: of such, so many as a block has free are read.)
const (
	perByte = 40
	atLeast = 64 << 20
)

// TestMemory reads what promises much: lengths without content, and the smallest
// of elements in the largest of numbers. It runs alone, since it counts what the
// process takes.
func TestMemory(t *testing.T) {
	huge := protowire.AppendVarint(nil, 1<<40)
	channel := blocktest.NewRaft("industry")
	call := channel.Append(channel.Call(channel.Hosts[0], "registry", "Do", block.Set{Namespace: "registry"}).Envelope())
	for name, raw := range map[string][]byte{
		"ok/call":                         call,
		"ok/block of no end":              append([]byte{0x0a}, huge...),
		"ok/empty transactions":           blockOf(t, &common.BlockData{Data: make([][]byte, 100_000)}),
		"ok/empty reads":                  withSet(t, channel, &kvrwset.KVRWSet{Reads: empty[kvrwset.KVRead](100_000)}),
		"ok/empty writes":                 withSet(t, channel, &kvrwset.KVRWSet{Writes: empty[kvrwset.KVWrite](100_000)}),
		"ok/empty ranges":                 withSet(t, channel, &kvrwset.KVRWSet{RangeQueriesInfo: empty[kvrwset.RangeQueryInfo](100_000)}),
		"ok/very many empty transactions": emptyBlock(20_000_000),
		"ok/very many empty reads":        withRaw(t, channel, 1, bytes.Repeat([]byte{1<<3 | 2, 0}, 2_000_000)),
		"ok/very many empty writes":       withRaw(t, channel, 1, bytes.Repeat([]byte{3<<3 | 2, 0}, 2_000_000)),
		"ok/very many in several":         withRaw(t, channel, 40, bytes.Repeat([]byte{1<<3 | 2, 0}, 50_000)),
		"ok/very many empty signatures":   withSignatures(t, channel, bytes.Repeat([]byte{2<<3 | 2, 0}, 2_000_000)),
		"ok/very many empty units": withConfig(t, channel, func(root *common.ConfigGroup) {
			units := append([]byte{1<<3 | 2, 1, 'x'}, bytes.Repeat([]byte{7<<3 | 2, 0}, 2_000_000)...)
			root.Groups["Application"].Groups["industry"].Values["MSP"].Value = protowire.AppendBytes([]byte{2<<3 | 2}, units)
		}),
		"ok/very many empty consenters": withConfig(t, channel, func(root *common.ConfigGroup) {
			root.Groups["Orderer"].Values["ConsensusType"].Value = []byte{1<<3 | 2, 3, 'B', 'F', 'T'}
			root.Groups["Orderer"].Values["Orderers"] = &common.ConfigValue{Value: bytes.Repeat([]byte{1<<3 | 2, 0}, 2_000_000)}
		}),
		"ok/very many empty principals": withConfig(t, channel, func(root *common.ConfigGroup) {
			root.Policies["Readers"].Policy = &common.Policy{
				Type: int32(common.Policy_SIGNATURE), Value: bytes.Repeat([]byte{3<<3 | 2, 0}, 2_000_000),
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			took := taken(func() { _, _ = block.Parse(raw) })
			require.Less(t, took, uint64(perByte*len(raw)+atLeast))
			t.Logf("%d bytes took %d", len(raw), took)
		})
	}
	for name, raw := range map[string][]byte{
		"ok/file of no end":   huge,
		"ok/lists of no end":  protowire.AppendBytes(nil, append([]byte{0, 0, 0}, huge...)),
		"ok/string of no end": protowire.AppendBytes(nil, append([]byte{0}, huge...)),
		"ok/empty entries":    protowire.AppendBytes(nil, append(protowire.AppendVarint([]byte{0, 0, 0}, 100_000), make([]byte, 100_001)...)),
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "blockfile_000000"), raw, 0o600))
			took := taken(func() { _, _ = readAll(t, folder, 0) })
			require.Less(t, took, uint64(perByte*len(raw)+atLeast))
		})
	}
}

// taken is how many bytes of memory a function takes altogether.
func taken(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// empty are so many messages without content.
func empty[M any](count int) []*M {
	all := make([]*M, count)
	for i := range all {
		all[i] = new(M)
	}
	return all
}

// withSet is a block with one call, which reads and writes this.
func withSet(t *testing.T, channel *blocktest.Channel, set *kvrwset.KVRWSet) []byte {
	t.Helper()
	raw, err := proto.Marshal(set)
	require.NoError(t, err)
	return withRaw(t, channel, 1, raw)
}

// withRaw is a block with so many times one call, whose reads and writes are these bytes.
func withRaw(t *testing.T, channel *blocktest.Channel, calls int, set []byte) []byte {
	t.Helper()
	p := open(t, channel.Call(channel.Hosts[0], "registry", "Do", block.Set{Namespace: "registry"}).Envelope())
	p.sets.NsRwset = []*rwset.NsReadWriteSet{{Namespace: "registry", Rwset: set}}
	return channel.Append(slices.Repeat([][]byte{p.close(t, nil)}, calls)...)
}

// withSignatures is a block with one call, whose orderers' signatures are these bytes.
func withSignatures(t *testing.T, channel *blocktest.Channel, entry []byte) []byte {
	t.Helper()
	var b common.Block
	require.NoError(t, proto.Unmarshal(withRaw(t, channel, 1, nil), &b))
	b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = entry
	raw, err := proto.Marshal(&b)
	require.NoError(t, err)
	return raw
}

// withConfig is a channel's first block, with another configuration.
func withConfig(t *testing.T, channel *blocktest.Channel, alter func(root *common.ConfigGroup)) []byte {
	t.Helper()
	var (
		b        common.Block
		envelope common.Envelope
		payload  common.Payload
		config   common.ConfigEnvelope
	)
	require.NoError(t, proto.Unmarshal(channel.All()[0], &b))
	require.NoError(t, proto.Unmarshal(b.Data.Data[0], &envelope))
	require.NoError(t, proto.Unmarshal(envelope.Payload, &payload))
	require.NoError(t, proto.Unmarshal(payload.Data, &config))
	alter(config.Config.ChannelGroup)
	for _, part := range []struct {
		into *[]byte
		from proto.Message
	}{{&payload.Data, &config}, {&envelope.Payload, &payload}, {&b.Data.Data[0], &envelope}} {
		raw, err := proto.Marshal(part.from)
		require.NoError(t, err)
		*part.into = raw
	}
	raw, err := proto.Marshal(&b)
	require.NoError(t, err)
	return raw
}

// emptyBlock is a block of so many transactions without a byte.
func emptyBlock(count int) []byte {
	header := protowire.AppendBytes([]byte{1<<3 | 2}, []byte{1 << 3, 1})
	data := protowire.AppendBytes([]byte{2<<3 | 2}, bytes.Repeat([]byte{1<<3 | 2, 0}, count))
	return slices.Concat(header, data, []byte{3<<3 | 2, 0})
}

// blockOf is a block with these transactions, signed by nobody.
func blockOf(t *testing.T, data *common.BlockData) []byte {
	t.Helper()
	raw, err := proto.Marshal(&common.Block{
		Header: &common.BlockHeader{Number: 1}, Data: data, Metadata: &common.BlockMetadata{},
	})
	require.NoError(t, err)
	return raw
}
