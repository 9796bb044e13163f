package network

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/internal/input"
	"allianceregistry/network/channel"
	"allianceregistry/network/words"
)

// A peer that lost its ledger does not need every block again: it can start from another
// peer's snapshot of the state, and get the later blocks from the orderers. A snapshot
// lacks the blocks before it, and the values of private collections, of which it has the
// hashes. The chaincode's package was lost with the disk, and is installed again. The
// host's approval stands, since the peer knows it by its hash.
//
// A host on a machine of its own has no other host's peer whose files it could read. Its peer
// begins again with the channel's first block, and fetches all blocks from the orderers. So
// it has every block, and checks every one; it takes longer. Its orderer is not touched.

// RejoinResult is what was done with a host's peer.
type RejoinResult struct {
	Host         string `json:"host"`
	From         string `json:"from,omitempty"`         // the host whose snapshot it started from; empty if none was needed
	Block        uint64 `json:"block,omitempty"`        // the last one in the snapshot
	FormerLedger string `json:"formerLedger,omitempty"` // folder of the former ledger; empty if there was none
}

// Rejoin restores the ledger of a host's peer from a snapshot of another host's peer: of
// the named one, or else of the one with the most blocks. On a host's own machine it
// fetches all blocks from the orderers. What is left of the former
// ledger is moved aside, never removed. A peer whose ledger works is refused, unless
// force is set. The next call finishes an interrupted one. A peer that a supervisor runs has
// to be restarted there: the error says how, and the next call goes on.
func (n *Network) Rejoin(ctx context.Context, host, from string, force bool) (RejoinResult, error) {
	node, err := n.rejoining(host, from)
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
	if n.host != nil {
		return n.refetch(ctx, node, force)
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
	return done, n.resumeService(ctx, node, func(ctx context.Context) (uint64, error) {
		height, err := n.peerHeight(ctx, source.first())
		if err != nil {
			err = words.Of("rejoin.source", "host", source.Name, "cause", err)
		}
		return height, err
	})
}

// rejoining returns the node of the host whose peer is to be restored, from another's if that is
// named.
func (n *Network) rejoining(host, from string) (hostNode, error) {
	if n.host != nil && from != "" {
		return hostNode{}, words.Of("rejoin.alone")
	}
	return n.hostNode(host)
}

// refetch has the peer of a host on a machine of its own fetch all blocks again.
func (n *Network) refetch(ctx context.Context, node hostNode, force bool) (RejoinResult, error) {
	done := RejoinResult{Host: node.Name}
	if err := n.checkAgreed(ctx); err != nil {
		return done, err
	}
	if _, err := n.orderedHeight(ctx); err != nil { // before anything is touched
		return done, err
	}
	if err := n.configureHost(node); err != nil {
		return done, err
	}
	state, err := n.ledgerState(ctx, node)
	if err != nil {
		return done, err
	}
	if state == ledgerComplete && !force {
		return done, words.Of("rejoin.wholeOwn", "host", node.Name)
	}
	if force || state == ledgerLost && !n.hasBegun(node) {
		if done.FormerLedger, err = n.setAside(node); err != nil {
			return done, err
		}
	}
	if _, err := n.startAll(ctx, []Process{n.peerProcess(node.first())}); err != nil {
		return done, err
	}
	if err := n.joinPeer(ctx, node.first()); err != nil {
		return done, err
	}
	return done, n.resumeService(ctx, node, n.orderedHeight)
}

// hasBegun reports whether a peer that a supervisor runs has been restarted since its ledger
// was set aside: it has made an empty one.
func (n *Network) hasBegun(node hostNode) bool {
	_, data := os.Stat(n.dir.peerData(node.Name))
	_, chain := os.Stat(n.dir.chain(node.Name, n.topology.Channel))
	return n.supervisor != "" && data == nil && errors.Is(chain, fs.ErrNotExist)
}

// setAside stops a peer and moves its ledger aside. Where a supervisor runs the peer, only the
// supervisor can stop it. Moved aside while the peer runs, its files are still those that it
// writes, until it is restarted.
func (n *Network) setAside(node hostNode) (former string, err error) {
	process := n.peerProcess(node.first())
	if n.supervisor == "" {
		if err := process.stop(); err != nil {
			return "", err
		}
	}
	if former, err = moveAside(n.dir.peerData(node.Name)); err != nil {
		return "", words.Of("rejoin.aside", "host", node.Name, "cause", err)
	}
	if former != "" {
		n.progress(words.Of("rejoin.kept", "folder", former))
	}
	if n.supervisor != "" {
		lines := n.advice()
		return former, words.Of("rejoin.restart", "supervisor", n.supervisor, "line", lines.Restart(process.Name),
			"again", lines.Self()+" rejoin "+node.Name)
	}
	return former, nil
}

// orderedHeight returns how many blocks have been ordered: as orderers say, and never less than
// up to the configuration that the host knows.
func (n *Network) orderedHeight(ctx context.Context) (uint64, error) {
	said, err := n.saidHeight(ctx)
	if err != nil {
		return 0, err
	}
	content, err := input.ReadFile(n.dir.config(), maxGenesis)
	if err != nil {
		return 0, err
	}
	var known common.Block
	err = proto.Unmarshal(content, &known)
	return max(said, known.GetHeader().GetNumber()+1), err
}

// saidHeight is what the own orderer says, or else what other hosts' do, of which some may lie.
func (n *Network) saidHeight(ctx context.Context) (uint64, error) {
	for _, node := range n.localOrderers() {
		if info, err := n.ordererInfo(ctx, node); err == nil && info.Height > 0 {
			return info.Height, nil
		}
	}
	ordering := 0
	var said []uint64
	for _, node := range n.orderers {
		if !node.Orders {
			continue
		}
		ordering++
		if node.Local {
			continue
		}
		height, err := n.ordererHeight(ctx, channel.ViewOrderer{Name: node.Name, Organization: node.Organization, Address: node.Address})
		if err == nil {
			said = append(said, height)
		}
	}
	if len(said) == 0 {
		return 0, words.Of("rejoin.unordered", "line", n.advice().Up())
	}
	return believed(said, ordering-channel.Quorum(n.topology.Consensus, ordering)), nil
}

// believed is the height that follows from those that orderers say, one at least. As many of
// them as the channel can spare may be behind, or say too little so that a peer passes for one
// that has caught up. If one says too much, enough others are below it, unless several are down:
// then the peer is waited for in vain, which is an error and no false success.
func believed(said []uint64, spare int) uint64 {
	return slices.Sorted(slices.Values(said))[min(spare, len(said)-1)]
}

// RejoinPlan returns what Rejoin would do, in the order in which it would. It changes nothing
// and starts nothing, so of a peer that does not run it cannot say whether its ledger works.
func (n *Network) RejoinPlan(ctx context.Context, host, from string, force bool) ([]*words.Message, error) {
	node, err := n.rejoining(host, from)
	if err != nil {
		return nil, err
	}
	source, blocks := hostNode{}, uint64(0)
	if n.host != nil {
		blocks, err = n.orderedHeight(ctx)
	} else {
		source, err = n.snapshotSource(ctx, host, from)
	}
	if err != nil {
		return nil, err
	}
	var plan []*words.Message
	if _, err := n.peerHeight(ctx, node.first()); err == nil && !force {
		return []*words.Message{words.Of("rejoin.planKept", "host", host)}, nil
	}
	plan = append(plan, words.Of("rejoin.planAside", "host", host, "folder", n.dir.peerData(host)))
	if n.host != nil {
		plan = append(plan, words.Of("rejoin.planBlocks", "host", host, "blocks", blocks))
	} else {
		plan = append(plan, words.Of("rejoin.planSnapshot", "host", host, "source", source.Name))
	}
	return append(plan, words.Of("rejoin.planPrivate"), words.Of("rejoin.planChaincode")), nil
}

// hostNode returns the node of the host of that name.
func (n *Network) hostNode(host string) (hostNode, error) {
	for _, node := range n.localHosts() {
		if node.Name == host {
			return node, nil
		}
	}
	return hostNode{}, words.Of("host.none", "host", host, "hosts", strings.Join(n.localNames(), ", "))
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
		if _, err := n.peerHeight(ctx, node.first()); err != nil {
			return node, words.Of("rejoin.source", "host", from, "cause", err)
		}
		return node, nil
	}
	var best hostNode
	var maxHeight uint64
	for _, node := range n.localHosts() {
		if height, err := n.peerHeight(ctx, node.first()); err == nil && node.Name != host && height > maxHeight {
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

// loadTimeout bounds how long a peer that has started takes to load the channel.
const loadTimeout = 20 * time.Second

// ledgerState finds out what a host's peer still has, and starts it for that if it does
// not run. Without the folder the ledger is lost, even while the process still runs and
// holds the files open.
func (n *Network) ledgerState(ctx context.Context, node hostNode) (ledgerState, error) {
	if _, err := os.Stat(n.dir.chain(node.Name, n.topology.Channel)); errors.Is(err, fs.ErrNotExist) {
		return ledgerLost, nil
	} else if err != nil {
		return "", err
	}
	if _, err := n.startAll(ctx, []Process{n.peerProcess(node.first())}); err != nil {
		n.progress(words.Of("rejoin.broken", "host", node.Name, "cause", err))
		return ledgerLost, ctx.Err()
	}
	// A peer that has just been started is healthy before it has loaded the channel.
	late := words.Of("rejoin.unjoined", "host", node.Name)
	err := waitUntil(ctx, loadTimeout, late, func(ctx context.Context) error {
		_, err := n.peerHeight(ctx, node.first())
		return err
	})
	if err != nil {
		return ledgerLost, ctx.Err()
	}
	packages, err := n.installedPackages(ctx, node.first())
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
	process := n.peerProcess(node.first())
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
	if _, err := n.peerAt(ctx, node.first(), "channel", "joinbysnapshot", "--snapshotpath", taken.Folder); err != nil {
		return done, words.Of("channel.join", "process", process.Name, "cause", err)
	}
	err = waitUntil(ctx, snapshotTimeout, words.Of("rejoin.unjoined", "host", node.Name), func(ctx context.Context) error {
		if !process.Running() {
			return process.CheckHealth(ctx) // which says why it exited
		}
		_, err := n.peerHeight(ctx, node.first())
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

// resumeService installs the chaincode's package, and waits until the peer has as many blocks
// as there are, and its chaincode answers, if one has been committed.
func (n *Network) resumeService(ctx context.Context, node hostNode, blocks func(context.Context) (uint64, error)) error {
	if _, err := n.startAll(ctx, []Process{n.peerProcess(node.first()), n.chaincodeProcess(node)}); err != nil {
		return err
	}
	if err := n.install(ctx, node.first()); err != nil {
		return words.Of("chaincode.install", "peer", node.first().Name, "cause", err)
	}
	goal, err := blocks(ctx)
	if err != nil {
		return err
	}
	if err := n.catchUp(ctx, node, goal); err != nil {
		return err
	}
	n.progress(words.Of("rejoin.level", "host", node.Name, "height", goal))
	if approval, err := n.ChaincodeApproval(ctx, node.first().Name); err != nil || approval.Sequence == "" {
		return err // the hosts have yet to commit it
	}
	late := words.Of("rejoin.silent", "host", node.Name)
	err = waitUntil(ctx, startTimeout, late, func(ctx context.Context) error { return n.QueryChaincode(ctx, node.first().Name) })
	if err != nil {
		return err
	}
	n.progress(words.Of("rejoin.answers", "host", node.Name))
	return nil
}

// tellInterval is the time between two words on how far a peer has come.
const tellInterval = 10 * time.Second

// catchUp waits until a peer has so many blocks. It fails if for a long time not one is added:
// all blocks of a large ledger may take hours.
func (n *Network) catchUp(ctx context.Context, node hostNode, goal uint64) error {
	var height uint64
	var told time.Time
	for {
		last := height
		behind := func() *words.Message {
			return words.Of("height.catching", "process", "peer."+node.Name, "blocks", goal-height)
		}
		err := waitUntil(ctx, snapshotTimeout, words.Of("rejoin.behind", "host", node.Name), func(ctx context.Context) (err error) {
			height, err = n.peerHeight(ctx, node.first())
			if err == nil && height < goal && height <= last {
				err = behind()
			}
			return err
		})
		if err != nil || height >= goal {
			return err
		}
		if time.Since(told) > tellInterval {
			n.progress(behind())
			told = time.Now()
		}
	}
}
