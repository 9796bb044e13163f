//go:build live

package tamper

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/syndtr/goleveldb/leveldb"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/client/gateway"
	"allianceregistry/membership"
)

// The live test brings up a network of its own with the alliances of the
// demonstration, and takes it down again. LIVE_KEEP=1 leaves it; LIVE_BASE_PORT
// moves it, if somebody else's listens there.
const networkName = "tamper"

var basePort = cmp.Or(os.Getenv("LIVE_BASE_PORT"), "29500")

// victim is the host whose peer's state is changed.
const victim = "industry"

// patient is how long the comparison of one peer may take.
const patient = time.Minute

// program runs one of the project's programs or scripts on the test's network.
func program(path string, args ...string) *exec.Cmd {
	return exec.Command(filepath.Join("..", "..", path), append([]string{"--name", networkName}, args...)...)
}

func operate(t *testing.T, args ...string) string {
	t.Helper()
	var reason bytes.Buffer
	command := program(".build/bin/network", args...)
	command.Stderr = &reason
	out, err := command.Output()
	require.NoError(t, err, "network %s: %s%s", strings.Join(args, " "), out, &reason)
	return strings.TrimSpace(string(out))
}

// A value is changed in the database of one host's peer. The host and the value are
// named, and nobody else is.
func TestLiveState(t *testing.T) {
	if os.Getenv("LIVE_KEEP") == "" {
		t.Cleanup(func() { operate(t, "down", "--yes") })
	}
	step := stopwatch(t)
	out, err := program("scripts/demo.sh", "--base-port", basePort).CombinedOutput()
	require.NoError(t, err, "%s", out)
	step("network and alliances")

	peers := livePeers(t)
	replayed := liveReplay(t, peers[0])
	step(fmt.Sprintf("verified and replayed %d blocks", replayed.Height()))
	require.Empty(t, liveStates(t, replayed, peers))
	step("compared the state of three peers")
	require.Empty(t, liveCompared(t, peers))
	step("laid three peers side by side")

	key, wrote := liveTarget(t, replayed)
	operate(t, "stop", "peer."+victim)
	changeState(t, key, replayed)
	operate(t, "start", "peer."+victim)
	awake(t, peers)
	step("changed one value in a peer's database")

	findings := liveStates(t, replayed, peers)
	step("compared again")
	named := false
	for _, f := range findings {
		require.Equal(t, victim, f.Params["host"], "an honest host is named: %v", f)
		if f.Code == replay.StateDiffers {
			named = true
			require.Equal(t, readable(key.String()), f.Params["key"])
			require.Equal(t, wrote.Block, f.Block)
			t.Logf("%s block %d host %s key %s: %s instead of %s",
				f.Code, f.Block, f.Params["host"], f.Params["key"], f.Params["seen"], f.Params["expected"])
		}
	}
	require.True(t, named, "the change is not named: %v", findings)
}

func stopwatch(t *testing.T) func(what string) {
	began := time.Now()
	return func(what string) {
		t.Logf("%6.2f s  %s", time.Since(began).Seconds(), what)
		began = time.Now()
	}
}

// livePeers are the peers of all hosts, asked by a newly enrolled auditor.
func livePeers(t *testing.T) []*gateway.Peer {
	t.Helper()
	settings, err := gateway.ReadSettings(filepath.Join("..", "..", ".network", networkName, "hosts", "academia", "gateway.yaml"))
	require.NoError(t, err)
	id := fmt.Sprintf("auditor-%d@academia", time.Now().UnixMilli())
	identity, err := gateway.Enroll(context.Background(), settings, id, operate(t, "register", id))
	require.NoError(t, err)
	peers, err := gateway.OpenPeers(settings, identity)
	require.NoError(t, err)
	require.Len(t, peers, len(hosts))
	for _, each := range peers {
		t.Cleanup(func() { require.NoError(t, each.Close()) })
	}
	return peers
}

// liveReplay verifies and replays all blocks that a peer has, from the first, whose
// hash the operator tells.
func liveReplay(t *testing.T, from *gateway.Peer) *replay.Replay {
	t.Helper()
	hash, _, _ := strings.Cut(operate(t, "genesis"), "\n")
	root, err := hex.DecodeString(hash)
	require.NoError(t, err)
	height, err := from.Height(context.Background())
	require.NoError(t, err)
	var blocks [][]byte
	for number := range height {
		raw, err := from.Block(context.Background(), number)
		require.NoError(t, err)
		blocks = append(blocks, raw)
	}
	result := verify(t, root, blocks)
	require.Empty(t, result.chain)
	require.Empty(t, result.replay)
	require.Equal(t, height, result.height)
	return result.replayed
}

func liveStates(t *testing.T, replayed *replay.Replay, peers []*gateway.Peer) []chain.Finding {
	t.Helper()
	var all []chain.Finding
	for _, each := range peers {
		ctx, cancel := context.WithTimeout(context.Background(), patient)
		result, err := replay.CompareState(ctx, replayed, each)
		cancel()
		require.NoError(t, err)
		require.NotZero(t, result.Records)
		all = append(all, result.Findings...)
	}
	return all
}

func liveCompared(t *testing.T, peers []*gateway.Peer) []chain.Finding {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	var all []replay.Peer
	for _, each := range peers {
		all = append(all, each)
	}
	result, err := replay.Compare(ctx, all)
	require.NoError(t, err)
	return result.Findings
}

// liveTarget is a membership, and what wrote it last.
func liveTarget(t *testing.T, replayed *replay.Replay) (membership.Key, chain.Place) {
	t.Helper()
	entries, _, err := replayed.View().Page(membership.Key{Object: "membership"}, 1, "")
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	wrote, there := replayed.View().Wrote(entries[0].Key)
	require.True(t, there)
	return entries[0].Key, wrote
}

// changeState changes a value in the state database of the victim's peer, which must
// not run. The database's key ends with namespace, zero and key; its value has ours
// within (Fabric: statedb/stateleveldb), so that one of the same length takes its place.
func changeState(t *testing.T, key membership.Key, replayed *replay.Replay) {
	t.Helper()
	value, err := replayed.View().Get(key)
	require.NoError(t, err)
	forged := falsified(value)
	require.Len(t, forged, len(value))
	folder := filepath.Join("..", "..", ".network", networkName, "processes", "peer."+victim, "data", "ledgersData", "stateLeveldb")
	db, err := leveldb.OpenFile(folder, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	changed := 0
	all := db.NewIterator(nil, nil)
	defer all.Release()
	for all.Next() {
		if !bytes.HasSuffix(all.Key(), []byte(chaincode+"\x00"+key.String())) || !bytes.Contains(all.Value(), value) {
			continue
		}
		require.NoError(t, db.Put(bytes.Clone(all.Key()), bytes.Replace(all.Value(), value, forged, 1), nil))
		changed++
	}
	require.NoError(t, all.Error())
	require.Equal(t, 1, changed, "values changed")
}

// awake waits until all peers answer questions.
func awake(t *testing.T, peers []*gateway.Peer) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, each := range peers {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			_, err := each.Ask(ctx, "Version", nil)
			cancel()
			if err != nil {
				return false
			}
		}
		return true
	}, 30*time.Second, 200*time.Millisecond)
}
