package network

import (
	"math"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
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
	topology := DefaultTopology()
	topology.BasePort = 1024 // where no other network listens
	n := testNetworkOf(t, topology)
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

// With the own orderer down, one that lies has no peer pass for one that has caught up, and none
// wait for blocks that do not exist.
func TestOrderedHeight(t *testing.T) {
	t.Parallel()
	home := Home(t.TempDir())
	// It gives the block of the orderer that it is to ask, the eighth argument, if there is one.
	require.NoError(t, os.MkdirAll(home.Bin(), 0o700))
	require.NoError(t, os.WriteFile(home.program("peer"), []byte("#!/bin/sh\ncp \"$HOME/$8\" \"$4\"\n"), 0o700))
	for name, row := range map[string]struct {
		consensus string
		said      []uint64 // newest blocks' numbers, of the other orderers that answer; of three
		known     uint64   // number of the block with the known configuration
		want      uint64
	}{
		"ok/BFT":                   {BFT, []uint64{899, 899, 899}, 0, 900},
		"ok/BFT, one says little":  {BFT, []uint64{0, 899, 899}, 0, 900},
		"ok/BFT, one says much":    {BFT, []uint64{899, 899, 999_999}, 0, 900},
		"ok/BFT, one of two":       {BFT, []uint64{0, 899}, 0, 900},
		"ok/BFT, one answers":      {BFT, []uint64{899}, 0, 900},
		"ok/Raft, one says little": {Raft, []uint64{899, 0, 899}, 0, 900},
		"ok/Raft, one says much":   {Raft, []uint64{899, 999_999, 899}, 0, 900},
		"ok/all say little":        {BFT, []uint64{0, 0, 0}, 500, 501},
		"ok/a number that ends":    {BFT, []uint64{math.MaxUint64, 899, 899}, 0, 900},
		"fail/none answers":        {BFT, nil, 500, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := ownNetwork(t, testHost)
			n.home, n.topology.Consensus = home, row.consensus
			require.NoError(t, os.MkdirAll(n.dir.Host("industry"), 0o700))
			block := func(number uint64) []byte {
				content, err := proto.Marshal(&common.Block{Header: &common.BlockHeader{Number: number}})
				require.NoError(t, err)
				return content
			}
			require.NoError(t, writeFile(n.dir.config(), block(row.known)))
			n.orderers[0].Orders = true
			for i := range 3 {
				listener, err := net.Listen("tcp", Address(0))
				require.NoError(t, err)
				t.Cleanup(func() { _ = listener.Close() })
				n.orderers = append(n.orderers, ordererNode{Name: "another", Orders: true, Address: listener.Addr().String()})
				if i < len(row.said) {
					require.NoError(t, writeFile(n.dir.Path(listener.Addr().String()), block(row.said[i])))
				}
			}
			stranger := ordererNode{Name: "new", Address: n.orderers[1].Address} // it does not order yet
			n.orderers = append(n.orderers, stranger, stranger)
			height, err := n.orderedHeight(t.Context())
			if row.want == 0 {
				require.ErrorContains(t, err, "nobody could give the blocks")
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, height)
		})
	}
}
