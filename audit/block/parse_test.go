package block_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestParseReal reads what real peers wrote: every hash and every signature in it
// has to hold.
func TestParseReal(t *testing.T) {
	t.Parallel()
	for network, want := range map[string]struct {
		signatures int
		calls      []string
	}{
		"raft": {1, []string{
			"_lifecycle.ApproveChaincodeDefinitionForMyOrg", "_lifecycle.ApproveChaincodeDefinitionForMyOrg",
			"_lifecycle.ApproveChaincodeDefinitionForMyOrg", "_lifecycle.CommitChaincodeDefinition",
			"registry.Version", "registry.RegisterParty",
		}},
		"bft": {3, []string{
			"_lifecycle.ApproveChaincodeDefinitionForMyOrg", "_lifecycle.ApproveChaincodeDefinitionForMyOrg",
			"_lifecycle.ApproveChaincodeDefinitionForMyOrg", "_lifecycle.CommitChaincodeDefinition",
			"registry.Version", "registry.Version",
		}},
	} {
		t.Run("ok/"+network, func(t *testing.T) {
			t.Parallel()
			var previous []byte
			var calls []string
			var config *block.Config
			for number, raw := range realBlocks(t, network) {
				parsed := parse(t, raw)
				require.EqualValues(t, number, parsed.Number)
				require.Less(t, parsed.Size, len(raw))
				require.Equal(t, parsed.Size, parse(t, blocktest.Edit(raw, func(e *blocktest.Editor) { e.SetCommit([]byte("another peer's")) })).Size)
				require.Equal(t, previous, parsed.Previous)
				require.Equal(t, parsed.Data, parsed.Computed)
				if parsed.Transactions[0].Config != nil {
					config = parsed.Transactions[0].Config
				}
				if number > 0 {
					require.Len(t, parsed.Signatures, want.signatures)
					require.NotEmpty(t, parsed.Commit)
				}
				verifyOrderers(t, parsed, config)
				for _, tx := range parsed.Transactions {
					require.Empty(t, tx.Problem)
					require.Equal(t, "VALID", tx.Code)
					require.Equal(t, "registry", tx.Channel)
					require.False(t, tx.Time.IsZero())
					if tx.Call != nil {
						verifyCall(t, tx)
						calls = append(calls, tx.Call.Chaincode+"."+tx.Call.Name)
					}
				}
				previous = parsed.Hash
			}
			require.Equal(t, want.calls, calls)
		})
	}
}

// verifyOrderers checks the orderers' signatures; with BFT it takes their
// certificates from the configuration.
func verifyOrderers(t *testing.T, parsed block.Block, config *block.Config) {
	t.Helper()
	seen := map[uint32]bool{}
	for _, signature := range parsed.Signatures {
		if signature.Consenter > 0 {
			require.False(t, seen[signature.Consenter])
			seen[signature.Consenter] = true
			require.Empty(t, signature.Signer)
			signature.Signer = config.Consenters[signature.Consenter]
		}
		verify(t, signature)
	}
}

// verifyCall checks the sender's and the endorsers' signatures.
func verifyCall(t *testing.T, tx block.Transaction) {
	t.Helper()
	require.True(t, tx.Bound)
	require.NotEmpty(t, tx.Nonce)
	require.NotEmpty(t, tx.Creator.Signer.MSP)
	verify(t, tx.Creator)
	require.NotEmpty(t, tx.Call.Endorsements)
	require.EqualValues(t, 200, tx.Call.Status)
	for _, endorsement := range tx.Call.Endorsements {
		verify(t, endorsement)
	}
}

// TestParseRefuses gives Parse what is no block, or could be read in more ways than
// one.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry")
	call := func() []byte { return channel.Call(channel.Hosts[0], "registry", "Do").Envelope() }
	// As an orderer delivers it: without codes, whose number would tell as well.
	two := blocktest.Edit(channel.Append(call(), call()), func(e *blocktest.Editor) { e.ClearCodes() })
	edit := func(change func(*common.Block)) []byte {
		message := &common.Block{}
		require.NoError(t, proto.Unmarshal(two, message))
		change(message)
		raw, err := proto.Marshal(message)
		require.NoError(t, err)
		return raw
	}
	parse(t, two)
	for name, raw := range map[string][]byte{
		"fail/nothing":         {},
		"fail/text":            []byte("not a block at all"),
		"fail/cut off":         two[:len(two)-1],
		"fail/bytes behind it": append(slices.Clone(two), 0),
		"fail/twice over":      append(slices.Clone(two), two...),
		"fail/another order":   inAnotherOrder(t, two),
		// An unknown field at the end of the block, of the transactions, of the header.
		"fail/unknown field": append(slices.Clone(two), 0x7a, 0),
		"fail/unknown field of the transactions": edit(func(b *common.Block) {
			b.Data.ProtoReflect().SetUnknown([]byte{0x7a, 0})
		}),
		"fail/unknown field of the header": edit(func(b *common.Block) {
			b.Header.ProtoReflect().SetUnknown([]byte{0x7a, 0})
		}),
		"fail/no header":       edit(func(b *common.Block) { b.Header = nil }),
		"fail/no transactions": edit(func(b *common.Block) { b.Data.Data = nil }),
		"fail/no metadata":     edit(func(b *common.Block) { b.Metadata = nil }),
		// The same bytes, hence the same hash, cut in another way.
		"fail/two transactions as one": edit(func(b *common.Block) {
			b.Data.Data = [][]byte{bytes.Join(b.Data.Data, nil)}
		}),
		"fail/one transaction as two": edit(func(b *common.Block) {
			envelope := &common.Envelope{}
			require.NoError(t, proto.Unmarshal(b.Data.Data[0], envelope))
			envelope.Signature = nil
			head, err := proto.Marshal(envelope)
			require.NoError(t, err)
			b.Data.Data = slices.Insert(b.Data.Data, 1, b.Data.Data[0][len(head):])
			b.Data.Data[0] = head
		}),
		"fail/not signed": edit(func(b *common.Block) {
			raw, err := proto.Marshal(&common.Envelope{Payload: []byte("payload")})
			require.NoError(t, err)
			b.Data.Data[0] = raw
		}),
		"fail/empty": edit(func(b *common.Block) { b.Data.Data[1] = nil }),
		"fail/a code too few": edit(func(b *common.Block) {
			b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = []byte{0}
		}),
		"fail/a code too many": edit(func(b *common.Block) {
			b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = []byte{0, 0, 0}
		}),
		"fail/signatures": edit(func(b *common.Block) { b.Metadata.Metadata[0] = []byte{0xff} }),
		"fail/commit":     edit(func(b *common.Block) { b.Metadata.Metadata[4] = []byte{0xff} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := block.Parse(raw)
			require.ErrorIs(t, err, block.ErrMalformed)
		})
	}
}

// inAnotherOrder is the same block with its transactions before its header.
func inAnotherOrder(t *testing.T, raw []byte) []byte {
	t.Helper()
	_, _, n := protowire.ConsumeField(raw)
	require.Positive(t, n)
	_, _, m := protowire.ConsumeField(raw[n:])
	require.Positive(t, m)
	return slices.Concat(raw[n:n+m], raw[:n], raw[n+m:])
}

// TestParseSeesEveryBit flips each bit of a block: it is then refused, or reads
// otherwise.
func TestParseSeesEveryBit(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry")
	raw := channel.Append(channel.Call(channel.Hosts[0], "registry", "Do", block.Set{
		Namespace: "registry", Writes: []block.Write{{Key: "k", Value: []byte("v")}},
	}).Envelope())
	want := parse(t, raw)
	for bit := range len(raw) * 8 {
		got, err := block.Parse(blocktest.Flip(raw, bit))
		if err != nil {
			require.ErrorIs(t, err, block.ErrMalformed)
			continue
		}
		require.False(t, reflect.DeepEqual(want, got), "bit %d of byte %d changes nothing", bit%8, bit/8)
	}
}

// TestParseCodes reads verdicts: of an orderer none, of a peer each in Fabric's
// words.
func TestParseCodes(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry")
	raw := channel.Append(channel.Call(channel.Hosts[0], "registry", "Do").Envelope())
	for name, want := range map[string]struct {
		codes []byte
		code  string
	}{
		"ok/orderer": {nil, "NOT_VALIDATED"},
		"ok/valid":   {[]byte{0}, "VALID"},
		"ok/stale":   {[]byte{11}, "MVCC_READ_CONFLICT"},
		"ok/unknown": {[]byte{200}, "CODE_200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := &common.Block{}
			require.NoError(t, proto.Unmarshal(raw, message))
			message.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = want.codes
			changed, err := proto.Marshal(message)
			require.NoError(t, err)
			require.Equal(t, want.code, parse(t, changed).Transactions[0].Code)
		})
	}
}
