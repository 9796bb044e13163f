package doctor

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/network"
)

// These facts can be gathered without a network.

func TestParseFileLimit(t *testing.T) {
	t.Parallel()
	const head = "Limit                     Soft Limit           Hard Limit           Units\n"
	tests := map[string]struct {
		table string
		limit int
		fails bool
	}{
		"ok/number":    {head + "Max open files            1024                 20000                files\n", 20000, false},
		"ok/unlimited": {head + "Max open files            1024                 unlimited            files\n", math.MaxInt32, false},
		"fail/none":    {head, 0, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit, err := parseFileLimit(test.table)
			require.Equal(t, test.fails, err != nil)
			require.Equal(t, test.limit, limit)
		})
	}
	fact, err := openFiles(os.Getpid())
	require.NoError(t, err)
	require.Positive(t, fact.Open)
	require.Positive(t, fact.Limit)
}

func TestFreeMemory(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		table string
		free  uint64
		fails bool
	}{
		"ok/number":   {"MemTotal: 9 kB\nMemAvailable:    2048 kB\n", 2 * mebibyte, false},
		"fail/none":   {"MemTotal: 9 kB\n", 0, true},
		"fail/broken": {"MemAvailable:\n", 0, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := filepath.Join(t.TempDir(), "meminfo")
			require.NoError(t, os.WriteFile(table, []byte(test.table), 0o600))
			free, err := freeMemory(table)
			require.Equal(t, test.fails, err != nil)
			require.Equal(t, test.free, free)
		})
	}
}

func TestFreeDiskOfAFolderToBe(t *testing.T) {
	t.Parallel()
	free, err := freeDisk(filepath.Join(t.TempDir(), "not", "there"))
	require.NoError(t, err)
	require.Positive(t, free)
}

func TestBlockTime(t *testing.T) {
	t.Parallel()
	marshal := func(message proto.Message) []byte {
		out, err := proto.Marshal(message)
		require.NoError(t, err)
		return out
	}
	block := func(header *common.ChannelHeader) []byte {
		payload := marshal(&common.Payload{Header: &common.Header{ChannelHeader: marshal(header)}})
		return marshal(&common.Block{Data: &common.BlockData{Data: [][]byte{marshal(&common.Envelope{Payload: payload})}}})
	}
	then := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		content []byte
		wantErr string
	}{
		"ok/time":       {block(&common.ChannelHeader{Timestamp: timestamppb.New(then)}), ""},
		"fail/no time":  {block(&common.ChannelHeader{}), "no time"},
		"fail/empty":    {marshal(&common.Block{}), "empty"},
		"fail/no block": {[]byte("Error"), "block"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newest, err := blockTime(test.content)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, then, newest)
		})
	}
}

func TestReadCertificates(t *testing.T) {
	t.Parallel()
	dir := network.Dir(t.TempDir())
	write := func(name, content string) {
		require.NoError(t, os.MkdirAll(dir.Crypto(), 0o700))
		require.NoError(t, os.WriteFile(dir.Path("crypto", name), []byte(content), 0o600))
	}
	require.Len(t, readCertificates(dir, dir.Crypto()), 1, "what is not there is a finding")
	write("priv_sk", "")
	write("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
	require.Empty(t, readCertificates(dir, dir.Crypto()))
	write("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	facts := readCertificates(dir, dir.Crypto())
	require.Len(t, facts, 1)
	require.Error(t, facts[0].Cause)
	require.Equal(t, filepath.Join("crypto", "bad.pem"), facts[0].Path)
}
