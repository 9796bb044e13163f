package network

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"allianceregistry/network/words"
)

// snapshotTimeout bounds writing or importing a snapshot, which covers the whole state.
const snapshotTimeout = 10 * time.Minute

// snapshot is a peer's snapshot of a channel's state after one block.
type snapshot struct {
	Block  uint64 // the last one in it
	Folder string
}

// errNoSnapshot means that no snapshot is complete yet.
var errNoSnapshot error = words.Of("snapshot.none")

// takeSnapshot has a host's peer write a snapshot after its newest block, or finds the one
// that it has already written of that block.
func (n *Network) takeSnapshot(ctx context.Context, node hostNode) (snapshot, error) {
	height, err := n.peerHeight(ctx, node.first())
	if err != nil {
		return snapshot{}, words.Of("snapshot.take", "host", node.Name, "cause", err)
	}
	_, err = n.peerAt(ctx, node.first(), "snapshot", "submitrequest", "--channelID", n.topology.Channel,
		"--peerAddress", node.first().Address, "--tlsRootCertFile", n.dir.hostTLSRoot(node.Name))
	if err := ignoreRepeat(err, "snapshot already generated"); err != nil {
		return snapshot{}, words.Of("snapshot.take", "host", node.Name, "cause", err)
	}
	var taken snapshot
	err = waitUntil(ctx, snapshotTimeout, words.Of("snapshot.late", "host", node.Name), func(context.Context) (err error) {
		taken, err = newestSnapshot(n.dir.snapshots(node.Name, n.topology.Channel))
		// If a block came in between, the snapshot is of a later one.
		if err == nil && taken.Block+1 < height {
			err = errNoSnapshot
		}
		return err
	})
	return taken, err
}

// newestSnapshot returns the snapshot of the latest block among the complete ones in a
// folder. Fabric moves a snapshot there, named by its block's number, when it is written.
func newestSnapshot(folder string) (snapshot, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return snapshot{}, err
	}
	newest, found := snapshot{}, false
	for _, entry := range entries {
		block, err := strconv.ParseUint(entry.Name(), 10, 64)
		if err != nil || found && block < newest.Block {
			continue
		}
		newest, found = snapshot{Block: block, Folder: filepath.Join(folder, entry.Name())}, true
	}
	if !found {
		return snapshot{}, errNoSnapshot
	}
	return newest, nil
}
