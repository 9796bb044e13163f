package network

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// made makes a host in a folder of its own, and returns it with its public file.
func made(t *testing.T, name, address string) (Dir, hostfile.File) {
	t.Helper()
	dir := Dir(t.TempDir()).sub(name)
	public, err := initHost(t, dir, Host{Name: name, Address: address, Listen: address, BasePort: 17050}, nil)
	require.NoError(t, err)
	content, err := os.ReadFile(public.File)
	require.NoError(t, err)
	file, err := hostfile.Parse(content)
	require.NoError(t, err)
	return dir, file
}

// propose makes a draft of files, as `channel check` shows it.
func propose(t *testing.T, files ...hostfile.File) Proposed {
	t.Helper()
	draft, err := channel.NewDraft(DefaultTopology().terms(), files...)
	require.NoError(t, err)
	block, err := draft.Block()
	require.NoError(t, err)
	hash, err := channel.FirstHash(block)
	require.NoError(t, err)
	return Proposed{Draft: draft, Block: block, Hash: hex.EncodeToString(hash)}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	_, association := made(t, "association", "192.0.2.10")
	_, academia := made(t, "academia", "192.0.2.12")
	_, imposter := made(t, "industry", "192.0.2.66") // made by somebody else, under the same name
	tests := map[string]struct {
		hash    func(hash string) string // what was read aloud; nil for the right one
		files   func(own hostfile.File) []hostfile.File
		joining bool
		wantErr string
	}{
		"ok/read aloud": {hash: func(hash string) string { return strings.ToUpper(hostfile.Aloud(hash)) }},
		"fail/another hash": {
			hash: func(hash string) string { return strings.Repeat("0", len(hash)) }, wantErr: "not have the same draft",
		},
		"fail/nothing was read": {hash: func(string) string { return "" }, wantErr: "not have the same draft"},
		"fail/another's keys under its name": {
			files: func(hostfile.File) []hostfile.File { return []hostfile.File{association, imposter, academia} }, wantErr: "other keys or addresses",
		},
		"fail/not in it": {
			files: func(hostfile.File) []hostfile.File { return []hostfile.File{association, academia} }, wantErr: "is not in this draft",
		},
		"ok/joins what runs": {
			files: func(hostfile.File) []hostfile.File { return []hostfile.File{association, academia} }, joining: true,
		},
		"fail/joins where it is already": {joining: true, wantErr: "other keys or addresses"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, own := made(t, "industry", "192.0.2.11")
			files := []hostfile.File{association, own, academia}
			if test.files != nil {
				files = test.files(own)
			}
			proposed := propose(t, files...)
			hash := proposed.Hash
			if test.hash != nil {
				hash = test.hash(hash)
			}
			err := Accept(dir, proposed, hash, test.joining)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				_, err := Open("", dir, func(*words.Message) {})
				require.ErrorContains(t, err, "has not agreed")
				return
			}
			require.NoError(t, err)
			require.NoError(t, Accept(dir, proposed, proposed.Hash, test.joining), "again")
			other := propose(t, files[0], files[1], func() hostfile.File { _, f := made(t, "museum", "192.0.2.13"); return f }())
			require.ErrorContains(t, Accept(dir, other, other.Hash, test.joining), "cannot agree to another")
			n, err := Open("", dir, func(*words.Message) {})
			require.NoError(t, err)
			require.True(t, n.IsOwn())
			require.Equal(t, []string{"industry"}, n.localNames())
			require.Len(t, n.Processes(), 4, "its orderer, peer, chaincode and CA, and nobody else's")
		})
	}
}

func TestAcceptRefusesWhatIsOver(t *testing.T) {
	t.Parallel()
	dir, own := made(t, "industry", "192.0.2.11")
	_, association := made(t, "association", "192.0.2.10")
	association.Until = time.Now().Add(-time.Hour)
	proposed := Proposed{Draft: channel.Draft{Hosts: []hostfile.File{own, association}}, Hash: "00"}
	require.Error(t, Accept(dir, proposed, "00", false))
	require.NoFileExists(t, dir.agreed())
	require.ErrorContains(t, Accept(Dir(t.TempDir()), proposed, "00", false), "holds no host")
}

// A host starts with the block to which it agreed, or not at all.
func TestAnotherBlockIsRefused(t *testing.T) {
	t.Parallel()
	dir, own := made(t, "industry", "192.0.2.11")
	_, association := made(t, "association", "192.0.2.10")
	_, academia := made(t, "academia", "192.0.2.12")
	proposed := propose(t, association, own, academia)
	require.NoError(t, Accept(dir, proposed, proposed.Hash, false))
	n, err := Open("", dir, func(*words.Message) {})
	require.NoError(t, err)
	require.NoError(t, n.checkAgreed(t.Context()))
	for _, other := range n.hosts[1:] {
		require.False(t, other.Local)
		require.FileExists(t, n.dir.hostTLSRoot(other.Name))
		require.FileExists(t, n.dir.crossCertificate(other.Name))
	}
	require.ElementsMatch(t, []string{"192.0.2.10:17080", "192.0.2.11:17080", "192.0.2.12:17080"},
		[]string{n.hosts[0].first().Address, n.hosts[1].first().Address, n.hosts[2].first().Address})
	require.Len(t, n.orderers, 3)
	require.True(t, n.ClientAuthRequired())
	require.ErrorContains(t, Down(dir), "only keys", "its keys are nowhere else")

	other := propose(t, own, academia)
	require.NoError(t, writeFile(dir.genesis(), other.Block))
	require.ErrorContains(t, n.checkAgreed(t.Context()), "does not start with another block")
	require.NoError(t, os.WriteFile(dir.genesis(), []byte("nonsense"), 0o600))
	require.Error(t, n.checkAgreed(t.Context()))
}
