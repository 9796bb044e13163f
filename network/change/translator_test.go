package change_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
)

// translator runs Fabric's own program where it has been built, here or where the environment
// says. The test is skipped where it has not.
func translator(t *testing.T) func(from, to *common.Config) *common.ConfigUpdate {
	t.Helper()
	programs := os.Getenv("NETWORK_BIN")
	if programs == "" {
		programs = filepath.Join("..", "..", ".build", "bin")
	}
	program, err := filepath.Abs(filepath.Join(programs, "configtxlator"))
	require.NoError(t, err)
	if _, err := os.Stat(program); err != nil {
		t.Skip("configtxlator has not been built: run scripts/build.sh")
	}
	return func(from, to *common.Config) *common.ConfigUpdate {
		folder := t.TempDir()
		path := func(name string) string { return filepath.Join(folder, name) }
		for name, config := range map[string]*common.Config{"from": from, "to": to} {
			content, err := proto.Marshal(config)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path(name), content, 0o600))
		}
		out, err := exec.CommandContext(t.Context(), program, "compute_update",
			"--channel_id", "registry", "--original", path("from"), "--updated", path("to"), "--output", path("update")).CombinedOutput()
		require.NoError(t, err, "%s", out)
		content, err := os.ReadFile(path("update"))
		require.NoError(t, err)
		update := &common.ConfigUpdate{}
		require.NoError(t, proto.Unmarshal(content, update))
		return update
	}
}

// Fabric's own program computes the same update of every edit.
func TestDeltaIsFabrics(t *testing.T) {
	t.Parallel()
	compute := translator(t)
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		n := newNetwork(t, consensus)
		for name, test := range edits(t, n) {
			t.Run(consensus+"/"+name, func(t *testing.T) {
				t.Parallel()
				n := n
				for _, edit := range test.before {
					n = n.after(t, edit)
				}
				drafted, err := change.New("registry", n.config, test.edit)
				require.NoError(t, err)
				require.True(t, proto.Equal(compute(n.config, n.after(t, test.edit).config), updateOf(t, drafted)))
			})
		}
	}
}

// And of configurations such as no edit makes.
func TestDeltaOfAnythingIsFabrics(t *testing.T) {
	t.Parallel()
	compute := translator(t)
	group := rapid.Custom(func(t *rapid.T) *common.ConfigGroup { return randomGroup(t, 2) })
	for seed := range 12 {
		from, to := &common.Config{ChannelGroup: group.Example(2 * seed)}, &common.Config{ChannelGroup: group.Example(2*seed + 1)}
		if same(from.ChannelGroup, to.ChannelGroup) {
			continue
		}
		require.True(t, proto.Equal(compute(from, to), change.Delta("registry", from, to)), "%v → %v", from, to)
	}
}
