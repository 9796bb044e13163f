package network

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewestSnapshot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		folders []string
		block   uint64
		fails   bool
	}{
		"ok/one":            {[]string{"3"}, 3, false},
		"ok/the block zero": {[]string{"0"}, 0, false},
		"ok/by number":      {[]string{"10", "9", "note"}, 10, false},
		"fail/none":         {[]string{"note"}, 0, true},
		"fail/no folder":    {nil, 0, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "registry")
			for _, name := range test.folders {
				require.NoError(t, os.MkdirAll(filepath.Join(folder, name), 0o700))
			}
			newest, err := newestSnapshot(folder)
			if test.fails {
				require.ErrorIs(t, err, errNoSnapshot)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.block, newest.Block)
			require.DirExists(t, newest.Folder)
		})
	}
}

// No former ledger is ever overwritten.
func TestPutAside(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	kept, err := moveAside(folder)
	require.NoError(t, err)
	require.Empty(t, kept, "there is nothing")
	for _, wanted := range []string{folder + ".lost-1", folder + ".lost-2"} {
		require.NoError(t, os.Mkdir(folder, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "name"), []byte(wanted), 0o600))
		kept, err := moveAside(folder)
		require.NoError(t, err)
		require.Equal(t, wanted, kept)
		require.NoDirExists(t, folder)
	}
	first, err := os.ReadFile(filepath.Join(folder+".lost-1", "name"))
	require.NoError(t, err)
	require.Equal(t, folder+".lost-1", string(first))
}

func TestInstalled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer, serves string
		fails          bool
	}{
		"ok/serves": {`{"installed_chaincodes":[{"package_id":"a:1"},
			{"package_id":"a:2","references":{"registry":{"chaincodes":[{"name":"registry","version":"1"}]}}}]}`, "a:2", false},
		"ok/other channel":   {`{"installed_chaincodes":[{"package_id":"a:1","references":{"other":{"chaincodes":[{"name":"registry"}]}}}]}`, "", false},
		"ok/other chaincode": {`{"installed_chaincodes":[{"package_id":"a:1","references":{"registry":{"chaincodes":[{"name":"other"}]}}}]}`, "", false},
		"ok/none":            {`{}`, "", false},
		"fail/no JSON":       {`?`, "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packages, err := parseInstalled([]byte(test.answer))
			require.Equal(t, test.fails, err != nil)
			require.Equal(t, test.serves, packages.packageFor("registry", "registry"))
		})
	}
}

func TestRejoinRefusals(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	n.topology.BasePort = 1024 // where no other network listens
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	_, err := n.Rejoin(t.Context(), "industry", "", false)
	require.ErrorContains(t, err, "`network up` first")
	require.NoError(t, n.makeOperator(t.Context()))
	tests := map[string]struct{ host, from, wantErr string }{
		"fail/unknown host":     {"nowhere", "", "there is no host"},
		"fail/unknown source":   {"industry", "nowhere", "there is no host"},
		"fail/itself":           {"industry", "industry", "own peer's snapshot"},
		"fail/source is down":   {"industry", "academia", "cannot give a snapshot"},
		"fail/everyone is down": {"industry", "", "no other host's peer answers"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := n.Rejoin(t.Context(), test.host, test.from, false)
			require.ErrorContains(t, err, test.wantErr)
			require.NoDirExists(t, n.dir.process("peer.industry"), "nothing is touched")
		})
	}
}
