package channel_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

// terms are those of the drafts in these tests.
func terms(consensus string) channel.Terms {
	return channel.Terms{
		Channel: "registry", Chaincode: "registry", Consensus: consensus,
		BatchTimeout: 200 * time.Millisecond, TimeWindow: 2 * time.Minute, TotalQueryLimit: 100_000,
	}
}

// files are four hosts' files: one host brought a root, one has two orderers, and
// one bears a name that YAML has a meaning for.
func files(t testing.TB) []hostfile.File {
	t.Helper()
	academia := hostfiletest.New(t, "academia", 1)
	academia.File.Orderers = append(academia.File.Orderers, academia.Orderer(t, "second.academia", "192.0.2.1:7050"))
	academia.File.Peers[0].Address = "192.0.2.1:7051"
	academia.Sign(t)
	return []hostfile.File{
		hostfiletest.NewUnder(t, "industry", 1).File, academia.File,
		hostfiletest.New(t, "null", 1).File, hostfiletest.New(t, "association", 0).File,
	}
}

func draft(t testing.TB, consensus string, files ...hostfile.File) channel.Draft {
	t.Helper()
	drafted, err := channel.NewDraft(terms(consensus), files...)
	require.NoError(t, err)
	return drafted
}

// configtxgen runs Fabric's program where it has been built, here or where the environment
// says. The test is skipped where it has not.
func configtxgen(t testing.TB) channel.Run {
	t.Helper()
	programs := os.Getenv("NETWORK_BIN")
	if programs == "" {
		programs = filepath.Join("..", "..", ".build", "bin")
	}
	programs, err := filepath.Abs(programs)
	require.NoError(t, err)
	if _, err := os.Stat(filepath.Join(programs, "configtxgen")); err != nil {
		t.Skip("configtxgen has not been built: run scripts/build.sh")
	}
	return func(ctx context.Context, program string, args ...string) (string, error) {
		command := exec.CommandContext(ctx, filepath.Join(programs, program), args...)
		command.Env = []string{"HOME=" + t.TempDir()}
		out, err := command.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out), nil
	}
}

// The same files, in any order and with other line ends, are the same block, byte by byte;
// and each block is made in a process of its own.
func TestGenesisIsDeterministic(t *testing.T) {
	t.Parallel()
	run, all := configtxgen(t), files(t)
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		t.Run("ok/"+consensus, func(t *testing.T) {
			t.Parallel()
			first := draft(t, consensus, all...)
			block, err := channel.Genesis(t.Context(), run, first, t.TempDir())
			require.NoError(t, err)
			require.NoError(t, channel.Check(first, block))
			reversed := slices.Clone(all)
			slices.Reverse(reversed)
			travelled, err := first.Marshal()
			require.NoError(t, err)
			parsed, err := channel.ParseDraft(append([]byte("\ufeff"), bytes.ReplaceAll(travelled, []byte("\n"), []byte("\r\n"))...))
			require.NoError(t, err)
			for _, same := range []channel.Draft{draft(t, consensus, reversed...), parsed, first} {
				again, err := channel.Genesis(t.Context(), run, same, filepath.Join(t.TempDir(), "a 网络, 'b' {c}"))
				require.NoError(t, err)
				require.True(t, bytes.Equal(block, again))
			}
			_, err = channel.FirstHash(block)
			require.NoError(t, err)
		})
	}
}

// Only the frame of configtxgen's block is changed: the configuration is its own.
func TestGenesisKeepsTheConfiguration(t *testing.T) {
	t.Parallel()
	run, all := configtxgen(t), files(t)
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		t.Run("ok/"+consensus, func(t *testing.T) {
			t.Parallel()
			var original []byte
			keeping := func(ctx context.Context, program string, args ...string) (string, error) {
				out, err := run(ctx, program, args...)
				var readErr error
				original, readErr = os.ReadFile(args[len(args)-1])
				require.NoError(t, readErr)
				return out, err
			}
			block, err := channel.Genesis(t.Context(), keeping, draft(t, consensus, all...), t.TempDir())
			require.NoError(t, err)
			want, err := channel.Config(original)
			require.NoError(t, err)
			got, err := channel.Config(block)
			require.NoError(t, err)
			require.True(t, proto.Equal(want, got))
			require.NotEmpty(t, got.GetChannelGroup().GetGroups()["Application"].GetGroups()["null"])
			requireSameFrame(t, original, block)
		})
	}
}

// requireSameFrame wants two blocks alike, but for hash, time, random number and what
// follows from them.
func requireSameFrame(t *testing.T, one, other []byte) {
	t.Helper()
	var frames []proto.Message
	for _, content := range [][]byte{one, other} {
		block := &common.Block{}
		require.NoError(t, proto.Unmarshal(content, block))
		envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
		require.NoError(t, proto.Unmarshal(block.Data.Data[0], envelope))
		require.NoError(t, proto.Unmarshal(envelope.Payload, payload))
		require.NoError(t, proto.Unmarshal(payload.Header.ChannelHeader, header))
		require.Len(t, header.TxId, 64)
		header.TxId, header.Timestamp, block.Data, block.Header.DataHash, envelope.Payload = "", nil, nil, nil, nil
		frames = append(frames, block, envelope, header)
	}
	for i := range 3 {
		require.True(t, proto.Equal(frames[i], frames[i+3]), "%v, %v", frames[i], frames[i+3])
	}
	require.False(t, bytes.Equal(one, other))
}
