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

// A peer that lost its ledger does not need every block again: it can start from another
// peer's snapshot of the state, and get the later blocks from the orderers. A snapshot
// lacks the blocks before it, and the values of private collections, of which it has the
// hashes. The chaincode's package was lost with the disk, and is installed again. The
// host's approval stands, since the peer knows it by its hash.

// RejoinResult is what was done with a host's peer.
type RejoinResult struct {
	Host         string
	From         string // the host whose snapshot it started from; empty if none was needed
	Block        uint64 // the last one in the snapshot
	FormerLedger string // folder of the former ledger; empty if there was none
}

// Rejoin restores the ledger of a host's peer from a snapshot of another host's peer: of
// the named one, or else of the one with the most blocks. What is left of the former
// ledger is moved aside, never removed. A peer whose ledger works is refused, unless
// force is set. The next call finishes an interrupted one.
func (n *Network) Rejoin(ctx context.Context, host, from string, force bool) (RejoinResult, error) {
	node, err := n.hostNode(host)
	if err != nil {
		return RejoinResult{}, err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return RejoinResult{}, err
	}
	defer unlock()
	if err := n.checkOperatorKey(); err != nil {
		return RejoinResult{}, err
	}
	source, err := n.snapshotSource(ctx, host, from)
	if err != nil {
		return RejoinResult{}, err
	}
	done := RejoinResult{Host: host}
	// The peer's configuration may have been lost with the disk.
	if err := n.configureHost(node); err != nil {
		return done, err
	}
	state, err := n.ledgerState(ctx, node)
	if err != nil {
		return done, err
	}
	if state == ledgerComplete && !force {
		return done, words.Of("rejoin.whole", "host", host)
	}
	if state != ledgerWithoutPackage || force {
		if done, err = n.replaceLedger(ctx, node, source); err != nil {
			return done, err
		}
	}
	return done, n.resumeService(ctx, node, source)
}

// hostNode returns the node of the host of that name.
func (n *Network) hostNode(host string) (hostNode, error) {
	for _, node := range n.topology.hostNodes(n.dir) {
		if node.Name == host {
			return node, nil
		}
	}
	return hostNode{}, words.Of("host.none", "host", host, "hosts", strings.Join(n.topology.Hosts, ", "))
}

// snapshotSource returns the host whose peer is to write the snapshot.
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
	var maxHeight uint64
	for _, node := range n.topology.hostNodes(n.dir) {
		if height, err := n.peerHeight(ctx, node); err == nil && node.Name != host && height > maxHeight {
			best, maxHeight = node, height
		}
	}
	if maxHeight == 0 {
		return best, words.Of("rejoin.nobody", "host", host)
	}
	return best, nil
}

// ledgerState is what a peer still has.
type ledgerState string

const (
	ledgerLost           ledgerState = "lost"  // the peer does not start, or does not know the channel
	ledgerWithoutPackage ledgerState = "bare"  // it has the channel, and not the chaincode's package
	ledgerComplete       ledgerState = "whole" // it has both
)

// ledgerState finds out what a host's peer still has, and starts it for that if it does
// not run. Without the folder the ledger is lost, even while the process still runs and
// holds the files open.
func (n *Network) ledgerState(ctx context.Context, node hostNode) (ledgerState, error) {
	if _, err := os.Stat(n.dir.chain(node.Name, n.topology.Channel)); errors.Is(err, fs.ErrNotExist) {
		return ledgerLost, nil
	} else if err != nil {
		return "", err
	}
	if _, err := n.startAll(ctx, []Process{n.peerProcess(node)}); err != nil {
		n.progress(words.Of("rejoin.broken", "host", node.Name, "cause", err))
		return ledgerLost, ctx.Err()
	}
	if _, err := n.peerHeight(ctx, node); err != nil {
		return ledgerLost, ctx.Err()
	}
	packages, err := n.installedPackages(ctx, node.Name)
	if err != nil {
		return "", words.Of("rejoin.ask", "host", node.Name, "cause", err)
	}
	if packages.packageFor(n.topology.Channel, n.topology.Chaincode) == "" {
		return ledgerWithoutPackage, nil
	}
	return ledgerComplete, nil
}

// replaceLedger stops the peer, moves its former ledger aside, and has it start from a
// snapshot. It takes the snapshot first: without one, nothing is touched.
func (n *Network) replaceLedger(ctx context.Context, node, source hostNode) (RejoinResult, error) {
	done := RejoinResult{Host: node.Name}
	taken, err := n.takeSnapshot(ctx, source)
	if err != nil {
		return done, err
	}
	done.From, done.Block = source.Name, taken.Block
	n.progress(words.Of("rejoin.snapshot", "host", source.Name, "block", taken.Block))
	process := n.peerProcess(node)
	if err := process.stop(); err != nil {
		return done, err
	}
	if done.FormerLedger, err = moveAside(n.dir.peerData(node.Name)); err != nil {
		return done, words.Of("rejoin.aside", "host", node.Name, "cause", err)
	}
	if done.FormerLedger != "" {
		n.progress(words.Of("rejoin.kept", "folder", done.FormerLedger))
	}
	if _, err := n.startAll(ctx, []Process{process}); err != nil {
		return done, err
	}
	if _, err := n.peer(ctx, node.Name, "channel", "joinbysnapshot", "--snapshotpath", taken.Folder); err != nil {
		return done, words.Of("channel.join", "process", process.Name, "cause", err)
	}
	err = waitUntil(ctx, snapshotTimeout, words.Of("rejoin.unjoined", "host", node.Name), func(ctx context.Context) error {
		if process.PID() == 0 {
			return process.CheckHealth(ctx) // which says why it exited
		}
		_, err := n.peerHeight(ctx, node)
		return err
	})
	if err == nil {
		n.progress(words.Of("rejoin.joined", "host", node.Name, "block", taken.Block))
	}
	return done, err
}

// moveAside renames a folder to the first name FOLDER.lost-N that is free, and returns the
// name; empty if there is no such folder.
func moveAside(folder string) (string, error) {
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

// resumeService installs the chaincode's package, and waits until the peer has caught up
// with the source and its chaincode answers.
func (n *Network) resumeService(ctx context.Context, node, source hostNode) error {
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
		n.progress(words.Of("height.catching", "process", "peer."+node.Name, "blocks", goal-height))
	}
	err = waitUntil(ctx, snapshotTimeout, words.Of("rejoin.behind", "host", node.Name), func(ctx context.Context) error {
		height, err := n.peerHeight(ctx, node)
		if err == nil && height < goal {
			err = words.Of("height.catching", "process", "peer."+node.Name, "blocks", goal-height)
		}
		return err
	})
	if err != nil {
		return err
	}
	n.progress(words.Of("rejoin.level", "host", node.Name, "height", goal))
	late := words.Of("rejoin.silent", "host", node.Name)
	err = waitUntil(ctx, startTimeout, late, func(ctx context.Context) error { return n.QueryChaincode(ctx, node.Name) })
	if err != nil {
		return err
	}
	n.progress(words.Of("rejoin.answers", "host", node.Name))
	return nil
}
