package network

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/internal/input"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// A host on a machine of its own knows the others by the channel's configuration: the
// newest that it has taken over is config.block in its folder. At first that is the genesis
// block to which it agreed; later the one that its peer has.

// takeOver keeps a configuration, and writes the other hosts' certificates to where this
// host's programs look for them.
func takeOver(dir Dir, host Host, block []byte) error {
	config, err := channel.Config(block)
	if err != nil {
		return err
	}
	view, err := channel.NewView(config)
	if err != nil {
		return err
	}
	for _, other := range view.Hosts {
		if other.Name == host.Name {
			continue
		}
		if !hostfile.ValidHost(other.Name) {
			return words.Of("host.name", "name", other.Name)
		}
		err := writeFile(dir.hostTLSRoot(other.Name), []byte(other.TLSCA))
		if other.Clients != "" {
			err = errors.Join(err, writeFile(dir.crossCertificate(other.Name), []byte(other.Clients)))
		}
		if err != nil {
			return err
		}
	}
	for _, orderer := range view.Orderers {
		if orderer.Organization == host.ordering() {
			continue
		}
		if !hostfile.ValidHost(strings.TrimSuffix(orderer.Organization, hostfile.OrdererMSP(""))) { // it becomes a folder's name
			return words.Of("host.name", "name", orderer.Organization)
		}
		if err := writeFile(dir.ordererTLSRoot(orderer.Organization), []byte(orderer.TLSCA)); err != nil {
			return err
		}
	}
	return writeFile(dir.config(), block)
}

// readView returns who takes part, by the configuration that the host has taken over.
func readView(dir Dir) (channel.View, error) {
	block, err := input.ReadFile(dir.config(), maxGenesis)
	if err != nil {
		return channel.View{}, err
	}
	config, err := channel.Config(block)
	if err != nil {
		return channel.View{}, err
	}
	return channel.NewView(config)
}

// placeOthers adds the hosts that run on machines of their own.
func (n *Network) placeOthers(view channel.View) {
	t := n.topology
	for _, other := range view.Hosts {
		if other.Name == n.host.Name {
			continue
		}
		n.topology.Hosts = append(n.topology.Hosts, other.Name)
		node := t.host(n.dir, other.Name)
		node.Peers[0].Address = other.Peer
		n.hosts = append(n.hosts, node)
	}
	for _, other := range view.Orderers {
		if other.Organization == n.host.ordering() {
			n.orderers[0].Orders = n.orderers[0].Orders || other.Orders
			continue
		}
		node := t.orderer(n.dir, other.Name, other.Organization, len(n.orderers)+1)
		node.Address, node.Orders = other.Address, other.Orders
		n.orderers = append(n.orderers, node)
	}
}

// newestConfig returns the block with the channel's newest configuration, as a local peer has
// it: a peer has checked the signatures of every block. No orderer is believed.
func (n *Network) newestConfig(ctx context.Context) ([]byte, error) {
	var errs []error
	for _, host := range n.localNames() {
		block, err := n.fetchConfig(ctx, host)
		if err == nil {
			return block, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// fetchConfig fetches it from a local host's peer, or from the orderer that flags name.
func (n *Network) fetchConfig(ctx context.Context, host string, flags ...string) ([]byte, error) {
	return n.fetchBlock(ctx, host, "config", flags...)
}

// fetchBlock fetches the newest block, or the one with the newest configuration: newest or
// config.
func (n *Network) fetchBlock(ctx context.Context, host, which string, flags ...string) ([]byte, error) {
	folder, err := os.MkdirTemp(n.dir.Host(host), "config-*") // another command may ask as well
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "newest.block")
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	if _, err := n.peer(ctx, host, append([]string{"channel", "fetch", which, file, "--channelID", n.topology.Channel}, flags...)...); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// claim is what another host's orderer says of the channel.
type claim struct {
	orderer  string
	sequence uint64 // of its newest configuration
}

// claims asks the other hosts' orderers.
func (n *Network) claims(ctx context.Context) []claim {
	var all []claim
	for _, node := range n.orderers {
		if node.Local || reach(ctx, node.Address) != nil {
			continue
		}
		host := n.localNames()[0]
		block, err := n.fetchConfig(ctx, host, n.ordererFlags(host, node)...)
		if err != nil {
			continue
		}
		if config, err := channel.Config(block); err == nil {
			all = append(all, claim{node.Name, config.GetSequence()})
		}
	}
	return all
}

// joinBlock returns the block with which the host's orderer joins the channel: the one with
// the newest configuration, if the channel has changed since the genesis block. By the
// genesis block an orderer that has been taken out in the meantime, or has lost its ledger,
// would take itself for one that orders. How new is what others claim; which block that
// is, the own peer says when it has come that far. A claim that does not come true is
// named, and not waited for any longer.
func (n *Network) joinBlock(ctx context.Context, genesis []byte) ([]byte, error) {
	for _, claim := range n.claims(ctx) {
		late := words.Of("configuration.late", "name", claim.orderer, "sequence", claim.sequence)
		err := waitUntil(ctx, startTimeout, late, func(ctx context.Context) error {
			_, sequence, err := n.ownConfig(ctx)
			if err == nil && sequence < claim.sequence {
				err = late
			}
			return err
		})
		if err != nil {
			n.progress(late)
		}
	}
	block, sequence, err := n.ownConfig(ctx)
	if sequence == 0 {
		return genesis, err
	}
	return block, err
}

// ownConfig returns the own peer's newest configuration block, and its number.
func (n *Network) ownConfig(ctx context.Context) ([]byte, uint64, error) {
	block, err := n.newestConfig(ctx)
	if err != nil {
		return nil, 0, err
	}
	config, err := channel.Config(block)
	return block, config.GetSequence(), err
}

// refresh takes over the channel's newest configuration, if it is newer than the one that the
// host knows, writes the settings that follow from it, and restarts what has moved by it. If
// its peer does not answer everything stays as it is.
func (n *Network) refresh(ctx context.Context) error {
	block, err := n.newestConfig(ctx)
	if err != nil {
		n.progress(words.Of("configuration.kept", "cause", lastLine(err.Error())))
		return nil
	}
	known, err := os.ReadFile(n.dir.config())
	if err != nil {
		return err
	}
	if bytes.Equal(known, block) { // what was interrupted may have taken it over
		return n.restartMoved(ctx)
	}
	newer, err := laterConfig(known, block)
	if err != nil || !newer {
		return err
	}
	if err := n.callAnew(ctx, known, block); err != nil {
		return err
	}
	if err := takeOver(n.dir, *n.host, block); err != nil {
		return err
	}
	again, err := Open(n.home, n.dir, n.progress)
	if err != nil {
		return err
	}
	if n.supervisor != "" && again.host.Address != n.host.Address {
		n.progress(words.Of("supervisor.moved", "supervisor", n.supervisor, "address", again.host.Address))
	}
	n.host, n.hosts, n.orderers, n.topology = again.host, again.hosts, again.orderers, again.topology
	n.progress(words.Of("configuration.taken", "hosts", len(n.hosts), "orderers", len(n.orderers)))
	if err := n.configure(); err != nil {
		return err
	}
	return n.restartMoved(ctx)
}

// callAnew restarts the local orderers if by a configuration that is about to be taken over
// another one has moved, and the channel uses BFT: they would go on calling it where it was
// (Fabric 3.1.1, cluster.AuthCommMgr keeps a connection until the orderer is removed). With
// Raft they call it where it is. One that does not take part in ordering calls nobody, and says
// nothing of its blocks; one that does not run calls where it should when it starts.
func (n *Network) callAnew(ctx context.Context, known, content []byte) error {
	moved, number, err := n.anotherMoved(known, content)
	if err != nil || !moved {
		return err
	}
	for _, node := range n.localOrderers() {
		orders, err := ordersBy(content, node)
		if err != nil {
			return err
		}
		if !orders || !node.Orders {
			continue
		}
		process := n.ordererProcess(node)
		if process.Supervisor != "" {
			n.progress(words.Of("orderers.restart", "name", node.Name))
			continue
		}
		if process.PID() == 0 {
			continue
		}
		own := channel.ViewOrderer{Name: node.Name, Organization: node.Organization, Address: node.Address}
		late := words.Of("orderers.behind", "name", node.Name, "blocks", 1)
		err = waitUntil(ctx, startTimeout, late, func(ctx context.Context) error { // else it would read the former addresses again
			height, err := n.ordererHeight(ctx, own)
			if err == nil && height <= number {
				err = late
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := process.stop(); err != nil {
			return err
		}
		if _, err := n.startAll(ctx, []Process{process}); err != nil {
			return err
		}
		n.progress(words.Of("orderers.called", "name", node.Name))
	}
	return nil
}

// anotherMoved reports whether by the configuration in a block an orderer of another host, one
// that takes part in ordering with BFT, is called elsewhere than by the known one. It returns
// the block's number.
func (n *Network) anotherMoved(known, content []byte) (moved bool, number uint64, err error) {
	var block common.Block
	if err := proto.Unmarshal(content, &block); err != nil {
		return false, 0, err
	}
	before, err := channel.Config(known)
	if err != nil {
		return false, 0, err
	}
	after, err := channel.Config(content)
	if err != nil {
		return false, 0, err
	}
	organizations, err := channel.MovedConsenters(before, after)
	moved = slices.ContainsFunc(organizations, func(organization string) bool { return organization != n.host.ordering() })
	return moved, block.GetHeader().GetNumber(), err
}

// ordersBy reports whether an orderer takes part in ordering by the configuration in a block.
func ordersBy(content []byte, node ordererNode) (bool, error) {
	config, err := channel.Config(content)
	if err != nil {
		return false, err
	}
	view, err := channel.NewView(config)
	return slices.ContainsFunc(view.Orderers, func(now channel.ViewOrderer) bool {
		return now.Organization == node.Organization && now.Orders
	}), err
}

// lostLog is how an orderer's program ends if it has lost what it had promised the others
// (etcd's raft, in Fabric 3.1.1).
const lostLog = "Was the raft log corrupted, truncated, or lost?"

// lostLogDelay is how long that takes: until the leader has called.
const lostLogDelay = 3 * time.Second

// checkOrdererLog fails if a local orderer has ended because it lost its log, with its disk for
// example. With Raft it cannot take part again under the old number: it might vote twice.
func (n *Network) checkOrdererLog(ctx context.Context) error {
	if n.topology.Consensus != Raft {
		return nil
	}
	for _, node := range n.localOrderers() {
		process := n.ordererProcess(node)
		begun, err := os.Stat(process.pidFile())
		for err == nil && node.Orders && time.Since(begun.ModTime()) < lostLogDelay && process.PID() != 0 && ctx.Err() == nil {
			time.Sleep(100 * time.Millisecond)
		}
		if process.Supervisor != "" || process.PID() != 0 {
			continue
		}
		content, err := os.ReadFile(process.Log())
		if err == nil && strings.Contains(string(content), lostLog) {
			return words.Of("orderers.lostLog", "name", node.Name, "address", node.Address)
		}
	}
	return nil
}

// laterConfig reports whether a block has a later configuration than another.
func laterConfig(known, block []byte) (bool, error) {
	var configs []*common.Config
	for _, content := range [][]byte{known, block} {
		config, err := channel.Config(content)
		if err != nil {
			return false, err
		}
		configs = append(configs, config)
	}
	return configs[1].GetSequence() > configs[0].GetSequence(), nil
}
