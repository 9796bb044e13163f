package network

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
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
			hash, err := firstHash(test.content)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, header[:], hash)
		})
	}
}

func TestGenesis(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	_, err := n.Genesis()
	require.ErrorContains(t, err, "genesis block")
	require.Empty(t, n.Status(t.Context()).Genesis)
	data := []byte("content")
	sum := sha256.Sum256(data)
	content, err := proto.Marshal(&common.Block{Header: &common.BlockHeader{DataHash: sum[:]}, Data: &common.BlockData{Data: [][]byte{data}}})
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(n.dir.genesis()), 0o700))
	require.NoError(t, os.WriteFile(n.dir.genesis(), content, 0o600))
	genesis, err := n.Genesis()
	require.NoError(t, err)
	require.Equal(t, n.dir.genesis(), genesis.File)
	hash, err := hex.DecodeString(genesis.Hash)
	require.NoError(t, err)
	require.Len(t, hash, sha256.Size)
	require.Equal(t, genesis.Hash, n.Status(t.Context()).Genesis)
}
