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

// snapshotTime is how long a peer may take to write a snapshot: it goes
// through the whole state.
const snapshotTime = 10 * time.Minute

// snapshot is what a peer writes of a channel's state after one block.
type snapshot struct {
	Block  uint64 // the last one in it
	Folder string
}

// errNoSnapshot says that a snapshot is not complete yet.
var errNoSnapshot error = words.Of("snapshot.none")

// takeSnapshot has a host's peer write the state after its newest block, or
// finds the one that it wrote of that block before.
func (n *Network) takeSnapshot(ctx context.Context, node hostNode) (snapshot, error) {
	height, err := n.peerHeight(ctx, node)
	if err != nil {
		return snapshot{}, words.Of("snapshot.take", "host", node.Name, "cause", err)
	}
	_, err = n.peer(ctx, node.Name, "snapshot", "submitrequest", "--channelID", n.topology.Channel,
		"--peerAddress", node.Peer, "--tlsRootCertFile", n.dir.hostTLSRoot(node.Name))
	if err := unlessDone(err, "snapshot already generated"); err != nil {
		return snapshot{}, words.Of("snapshot.take", "host", node.Name, "cause", err)
	}
	var taken snapshot
	err = waitUntil(ctx, snapshotTime, words.Of("snapshot.late", "host", node.Name), func(context.Context) error {
		var err error
		taken, err = newestSnapshot(n.dir.snapshots(node.Name, n.topology.Channel))
		// A block that came in between makes it a later one.
		if err == nil && taken.Block+1 < height {
			err = errNoSnapshot
		}
		return err
	})
	return taken, err
}

// newestSnapshot is the one of the latest block among a folder's complete ones.
// Fabric moves a snapshot there under its block's number when all of it is written.
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
