package replay_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/examples/ledgers"
)

// What is wrong with a block is found once, whether or not another source has a
// good copy.
func TestReaderFindsABrokenBlockOnce(t *testing.T) {
	t.Parallel()
	good, bad := unpacked(t), unpacked(t)
	file := filepath.Join(bad, "blocks", "blockfile_000000")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	at := bytes.Index(content, []byte("known to us"))
	require.Positive(t, at)
	content[at] ^= 1
	require.NoError(t, os.WriteFile(file, content, 0o600))

	for name, folders := range map[string][]string{"fail/no good copy": {bad}, "ok/a good copy": {bad, good}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reader, height := readerOf(t, folders...)
			err := reader.Read(t.Context(), height)
			findings := reader.Findings()
			if len(folders) == 1 {
				var broken *chain.Broken
				require.ErrorAs(t, err, &broken)
				findings = broken.Findings
			} else {
				require.NoError(t, err)
				require.Equal(t, height, reader.Replay().Height())
			}
			count := map[string]int{}
			for _, f := range findings {
				count[f.Code]++
			}
			require.Equal(t, map[string]int{chain.WrongData: 1, chain.WrongCode: 1, chain.BadSender: 1}, count)
		})
	}
}

func unpacked(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, ledgers.Unpack("raft", folder))
	return folder
}

// readerOf reads copies of a peer's files, and tells how many blocks there are.
func readerOf(t *testing.T, folders ...string) (*replay.Reader, uint64) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folders[0], "genesis.block"))
	require.NoError(t, err)
	genesis, err := block.Parse(raw)
	require.NoError(t, err)
	var sources []chain.Source
	for _, folder := range folders {
		source, err := block.OpenFiles(filepath.Join(folder, "blocks"))
		require.NoError(t, err)
		sources = append(sources, source)
	}
	reader := replay.NewReader(chain.New(genesis.Hash, "registry"), sources, "registry", nil)
	height, err := reader.MaxHeight(t.Context())
	require.NoError(t, err)
	return reader, height
}
