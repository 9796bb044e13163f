package network

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"allianceregistry/network/words"
)

// A peer that lost its ledger does not need every block again: it can begin
// with another peer's snapshot of the state, and take the blocks after it from
// the orderers. What a snapshot does not have: the blocks before it, and the
// values of private collections, of which it has the hashes. The chaincode's
// package lay on the lost disk too, and is installed again; the host's approval
// stands, since the peer knows it by its hash.

// Rejoined is what became of a host's peer.
type Rejoined struct {
	Host  string
	From  string // whose snapshot it began with; empty if none was needed
	Block uint64 // the last one in the snapshot
	Kept  string // the folder of its former ledger; empty if there was none
}

// Rejoin gives a host's peer a ledger again, from a snapshot of another host's
// peer: the named one's, or else that of the one with most blocks. What is left
// of the former ledger is put aside, never removed. A ledger that works is
// refused unless forced. An interrupted repair is finished by the next call.
func (n *Network) Rejoin(ctx context.Context, host, from string, force bool) (Rejoined, error) {
	node, err := n.hostNode(host)
	if err != nil {
		return Rejoined{}, err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return Rejoined{}, err
	}
	defer unlock()
	if err := n.checkOperated(); err != nil {
		return Rejoined{}, err
	}
	source, err := n.snapshotSource(ctx, host, from)
	if err != nil {
		return Rejoined{}, err
	}
	done := Rejoined{Host: host}
	// Its configuration may have lain on the lost disk too.
	if err := n.configureHost(node); err != nil {
		return done, err
	}
	state, err := n.ledgerState(ctx, node)
	if err != nil {
		return done, err
	}
	if state == ledgerWhole && !force {
		return done, words.Of("rejoin.whole", "host", host)
	}
	if state != ledgerBare || force {
		if done, err = n.replaceLedger(ctx, node, source); err != nil {
			return done, err
		}
	}
	return done, n.serveAgain(ctx, node, source)
}

// hostNode returns the host of that name.
func (n *Network) hostNode(host string) (hostNode, error) {
	for _, node := range n.topology.hostNodes(n.dir) {
		if node.Name == host {
			return node, nil
		}
	}
	return hostNode{}, words.Of("host.none", "host", host, "hosts", strings.Join(n.topology.Hosts, ", "))
}

// snapshotSource is the host whose peer is to write the snapshot.
func (n *Network) snapshotSource(ctx context.Context, host, from string) (hostNode, error) {
	if from == host {
		return hostNode{}, words.Of("rejoin.itself", "host", host)
	}
	if from != "" {
		node, err := n.hostNode(from)
		if err != nil {
			return node, err
		}
		if _, err := n.peerHeight(ctx, node); err != nil {
			return node, words.Of("rejoin.source", "host", from, "cause", err)
		}
		return node, nil
	}
	var best hostNode
	var most uint64
	for _, node := range n.topology.hostNodes(n.dir) {
		if height, err := n.peerHeight(ctx, node); err == nil && node.Name != host && height > most {
			best, most = node, height
		}
	}
	if most == 0 {
		return best, words.Of("rejoin.nobody", "host", host)
	}
	return best, nil
}

// ledgerState is what a peer has to go on with.
type ledgerState string

const (
	ledgerLost  ledgerState = "lost"  // the peer does not start, or does not know the channel
	ledgerBare  ledgerState = "bare"  // it has the channel, and not the chaincode's package
	ledgerWhole ledgerState = "whole" // it has both
)

// ledgerState finds out what a host's peer has, by starting it if it does not run.
// A missing folder is a lost ledger also while the old process still holds the files.
func (n *Network) ledgerState(ctx context.Context, node hostNode) (ledgerState, error) {
	if _, err := os.Stat(n.dir.chain(node.Name, n.topology.Channel)); errors.Is(err, fs.ErrNotExist) {
		return ledgerLost, nil
	} else if err != nil {
		return "", err
	}
	if _, err := n.startAll(ctx, []Process{n.peerProcess(node)}); err != nil {
		n.talk(words.Of("rejoin.broken", "host", node.Name, "cause", err))
		return ledgerLost, ctx.Err()
	}
	if _, err := n.peerHeight(ctx, node); err != nil {
		return ledgerLost, ctx.Err()
	}
	packages, err := n.installedPackages(ctx, node.Name)
	if err != nil {
		return "", words.Of("rejoin.ask", "host", node.Name, "cause", err)
	}
	if packages.serve(n.topology.Channel, n.topology.Chaincode) == "" {
		return ledgerBare, nil
	}
	return ledgerWhole, nil
}

// replaceLedger stops the peer, puts its former ledger aside, and has it begin
// with a snapshot. The snapshot comes first: without one nothing is touched.
func (n *Network) replaceLedger(ctx context.Context, node, source hostNode) (Rejoined, error) {
	done := Rejoined{Host: node.Name}
	taken, err := n.takeSnapshot(ctx, source)
	if err != nil {
		return done, err
	}
	done.From, done.Block = source.Name, taken.Block
	n.talk(words.Of("rejoin.snapshot", "host", source.Name, "block", taken.Block))
	process := n.peerProcess(node)
	if err := process.stop(); err != nil {
		return done, err
	}
	if done.Kept, err = putAside(n.dir.peerData(node.Name)); err != nil {
		return done, words.Of("rejoin.aside", "host", node.Name, "cause", err)
	}
	if done.Kept != "" {
		n.talk(words.Of("rejoin.kept", "folder", done.Kept))
	}
	if _, err := n.startAll(ctx, []Process{process}); err != nil {
		return done, err
	}
	if _, err := n.peer(ctx, node.Name, "channel", "joinbysnapshot", "--snapshotpath", taken.Folder); err != nil {
		return done, words.Of("channel.join", "process", process.Name, "cause", err)
	}
	err = waitUntil(ctx, snapshotTime, words.Of("rejoin.unjoined", "host", node.Name), func(ctx context.Context) error {
		if process.PID() == 0 {
			return process.answers(ctx) // it says how it ended
		}
		_, err := n.peerHeight(ctx, node)
		return err
	})
	if err == nil {
		n.talk(words.Of("rejoin.joined", "host", node.Name, "block", taken.Block))
	}
	return done, err
}

// putAside renames a folder to the first name FOLDER.lost-N that is free, and
// returns it; or nothing, if there is no such folder.
func putAside(folder string) (string, error) {
	if _, err := os.Lstat(folder); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	for i := 1; ; i++ {
		aside := fmt.Sprintf("%s.lost-%d", folder, i)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside, os.Rename(folder, aside)
		} else if err != nil {
			return "", err
		}
	}
}

// serveAgain installs the chaincode's package, and waits until the peer has the
// blocks that the other one has now and its chaincode answers.
func (n *Network) serveAgain(ctx context.Context, node, source hostNode) error {
	if _, err := n.startAll(ctx, []Process{n.peerProcess(node), n.chaincodeProcess(node)}); err != nil {
		return err
	}
	if err := n.install(ctx, node.Name); err != nil {
		return words.Of("chaincode.install", "host", node.Name, "cause", err)
	}
	goal, err := n.peerHeight(ctx, source)
	if err != nil {
		return words.Of("rejoin.source", "host", source.Name, "cause", err)
	}
	if height, err := n.peerHeight(ctx, node); err == nil && height < goal {
		n.talk(words.Of("height.catching", "process", "peer."+node.Name, "blocks", goal-height))
	}
	err = waitUntil(ctx, snapshotTime, words.Of("rejoin.behind", "host", node.Name), func(ctx context.Context) error {
		height, err := n.peerHeight(ctx, node)
		if err == nil && height < goal {
			err = words.Of("height.catching", "process", "peer."+node.Name, "blocks", goal-height)
		}
		return err
	})
	if err != nil {
		return err
	}
	n.talk(words.Of("rejoin.level", "host", node.Name, "height", goal))
	late := words.Of("rejoin.silent", "host", node.Name)
	err = waitUntil(ctx, startTime, late, func(ctx context.Context) error { return n.askChaincode(ctx, node.Name) })
	if err != nil {
		return err
	}
	n.talk(words.Of("rejoin.answers", "host", node.Name))
	return nil
}
