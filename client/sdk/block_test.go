package sdk

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"allianceregistry/client"
)

func bytesOf(t *testing.T, m protoadapt.MessageV1) []byte {
	t.Helper()
	raw, err := proto.Marshal(protoadapt.MessageV2Of(m))
	require.NoError(t, err)
	return raw
}

// blockOf makes a block 7 of transactions with these ids and codes.
func blockOf(t *testing.T, codes []byte, ids ...string) *common.Block {
	t.Helper()
	data := &common.BlockData{}
	for _, id := range ids {
		header := &common.Header{ChannelHeader: bytesOf(t, &common.ChannelHeader{TxId: id})}
		payload := bytesOf(t, &common.Payload{Header: header})
		data.Data = append(data.Data, bytesOf(t, &common.Envelope{Payload: payload}))
	}
	metadata := &common.BlockMetadata{Metadata: [][]byte{nil, nil, codes}}
	return &common.Block{Header: &common.BlockHeader{Number: 7}, Data: data, Metadata: metadata}
}

func TestPlaceIn(t *testing.T) {
	codes := []byte{byte(peer.TxValidationCode_VALID), byte(peer.TxValidationCode_MVCC_READ_CONFLICT), byte(peer.TxValidationCode_DUPLICATE_TXID)}
	block := bytesOf(t, blockOf(t, codes, "a", "b", "a"))
	for name, c := range map[string]struct {
		raw  []byte
		tx   string
		code string
	}{
		"ok/valid, sent twice":      {block, "a", "VALID"},
		"ok/conflict":               {block, "b", "MVCC_READ_CONFLICT"},
		"ok/code of a later Fabric": {bytesOf(t, blockOf(t, []byte{99}, "a")), "a", "99"},
		"fail/not in it":            {block, "c", ""},
		"fail/no codes":             {bytesOf(t, &common.Block{}), "a", ""},
		"fail/codes too short":      {bytesOf(t, blockOf(t, codes[:1], "a", "b")), "b", ""},
		"fail/no block":             {[]byte("?"), "a", ""},
	} {
		t.Run(name, func(t *testing.T) {
			place, err := placeIn(c.raw, c.tx)
			if c.code == "" {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, client.Place{Tx: c.tx, Block: 7, Code: c.code}, place)
		})
	}
}
