package channel

import (
	"crypto/sha256"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

func TestFirstHash(t *testing.T) {
	t.Parallel()
	data := []byte("content")
	sum := sha256.Sum256(data)
	block := func(number uint64, hash []byte) []byte {
		content, err := proto.Marshal(&common.Block{
			Header: &common.BlockHeader{Number: number, DataHash: hash}, Data: &common.BlockData{Data: [][]byte{data}},
		})
		require.NoError(t, err)
		return content
	}
	tests := map[string]struct {
		content []byte
		wantErr string
	}{
		"ok/first":          {block(0, sum[:]), ""},
		"fail/second":       {block(1, sum[:]), "not the first"},
		"fail/other data":   {block(0, data), "does not match"},
		"fail/no block":     {[]byte("?"), "block: "},
		"fail/empty":        {nil, "not the first"},
		"fail/cut off":      {block(0, sum[:])[:20], "block: "},
		"fail/no data hash": {block(0, nil), "does not match"},
	}
	// DER by hand: SEQUENCE of 39 bytes, INTEGER 0, empty OCTET STRING, OCTET STRING of 32.
	header := sha256.Sum256(append([]byte{0x30, 39, 2, 1, 0, 4, 0, 4, 32}, sum[:]...))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hash, err := FirstHash(test.content)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, header[:], hash)
		})
	}
}

// As Fabric counts (3.1.1, common/policies): half of all and of the faulty ones, and more.
func TestQuorum(t *testing.T) {
	t.Parallel()
	for orderers, quorum := range map[int]int{1: 1, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 10: 7, 20: 14} {
		require.Equal(t, quorum, quorumOf(orderers), "%d orderers", orderers)
	}
}
