package network

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/words"
)

// Up brings the network up from nothing, or repairs it: it keeps what is there, makes
// what is missing and starts what does not run. It returns when a client's transaction has
// committed, or, for a host on a machine of its own, when that host has joined the channel:
// a transaction takes the other hosts. changed is false if there was nothing to do, or
// nothing was done.
func (n *Network) Up(ctx context.Context) (changed bool, err error) {
	if err := n.home.Check(); err != nil {
		return false, err
	}
	if n.host == nil {
		if err := n.checkDir(); err != nil {
			return false, err
		}
	}
	if n.isUp(ctx) {
		return false, n.keepUp(ctx)
	}
	if n.supervisor == "" { // which sets the limit of what it starts
		if err := checkFileLimit(); err != nil {
			return false, err
		}
	}
	if err := n.checkPorts(n.Processes(), n.created()); err != nil {
		return false, err
	}
	if err := os.MkdirAll(string(n.dir), 0o700); err != nil {
		return false, err
	}
	// Also a folder that existed before: it will hold keys.
	if err := os.Chmod(string(n.dir), 0o700); err != nil {
		return false, err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return false, err
	}
	defer unlock()
	return true, n.runStages(ctx)
}

// keepUp has a host on a machine of its own take over a configuration that has changed
// since it started, and renew what expires.
func (n *Network) keepUp(ctx context.Context) error {
	if n.host == nil {
		return nil
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return errors.Join(n.refresh(ctx), n.enrollRegistrars(ctx))
}

// created reports whether the network has been made, if only in part.
func (n *Network) created() bool { return CheckExists(n.dir) == nil }

// stage is one part of bringing a network up.
type stage struct {
	name *words.Message // said at its end; nil if it says itself what it did
	do   func(context.Context) error
}

// stages returns what there is to do: for all hosts on one machine, or for the one host
// whose machine this is. That host has its keys already, and approves the chaincode by a
// command of its own.
func (n *Network) stages() []stage {
	joined := words.Of("stage.channel", "name", n.topology.Channel)
	if n.host != nil {
		return []stage{
			{words.Of("stage.agreed"), n.checkAgreed},
			{words.Of("stage.configured"), func(context.Context) error { return n.configure() }},
			{nil, n.startMissing},
			{joined, n.joinChannel},
			{nil, n.refresh},
			{nil, n.checkOrdererLog},
			{words.Of("stage.installed", "name", n.topology.Chaincode), n.installChaincode},
			{words.Of("stage.registrar"), n.enrollRegistrars},
		}
	}
	return []stage{
		{words.Of("stage.artifacts"), n.makeArtifacts},
		{nil, n.startMissing},
		{joined, func(ctx context.Context) error {
			if err := n.joinChannel(ctx); err != nil {
				return err
			}
			_, err := n.waitLeader(ctx)
			return err
		}},
		{words.Of("stage.chaincode", "name", n.topology.Chaincode), n.defineChaincode},
		{words.Of("stage.enrolled"), n.enrollClients},
		{words.Of("stage.committed"), n.commitProbe},
		{words.Of("stage.discovered"), n.waitDiscovery},
	}
}

// runStages runs all stages. Each finds out for itself what is left to do.
func (n *Network) runStages(ctx context.Context) error {
	if n.host != nil { // if this is interrupted, the next call goes on
		if err := os.Remove(n.dir.ready()); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, stage := range n.stages() {
		if err := stage.do(ctx); err != nil {
			return err
		}
		if stage.name != nil {
			n.progress(stage.name)
		}
	}
	return writeFile(n.dir.ready(), []byte(time.Now().UTC().Format(time.RFC3339)+"\n"))
}

// checkDir refuses a folder with something else in it, or with another network.
func (n *Network) checkDir() error {
	entries, err := os.ReadDir(string(n.dir))
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if host, err := readHost(n.dir); err == nil {
		return words.Of("network.host", "folder", n.dir, "host", host.Name, "line", n.advice().Up())
	}
	saved, err := savedTopology(n.dir)
	if errors.Is(err, ErrNotExist) {
		return words.Of("network.foreign", "folder", n.dir)
	}
	if err != nil {
		return err
	}
	if !saved.Equal(n.topology) {
		return words.Of("network.other", "folder", n.dir)
	}
	return nil
}

// isUp reports whether the network has been up and every process is still healthy.
func (n *Network) isUp(ctx context.Context) bool {
	if _, err := os.Stat(n.dir.ready()); err != nil {
		return false
	}
	if n.host != nil && !n.allJoined(ctx) {
		return false
	}
	open, err := kernel.ListeningPorts()
	if err != nil {
		return false
	}
	for _, process := range n.Processes() {
		if process.Rebuilt() || process.Moved() || process.checkHealth(ctx, open) != nil {
			return false
		}
	}
	return n.host == nil || n.isJoined(ctx)
}

// isJoined reports whether all peers and orderers of this machine have joined the channel. One
// whose data is gone has not, however well it runs.
func (n *Network) isJoined(ctx context.Context) bool {
	return len(n.Heights(ctx)) == len(n.localPeers())+len(n.localOrderers())
}

// allJoined reports whether every peer of this machine has joined the channel. One that a
// supervisor has started may be new, or have lost its ledger.
func (n *Network) allJoined(ctx context.Context) bool {
	return !slices.ContainsFunc(n.localPeers(), func(peer peerNode) bool {
		_, err := n.peerHeight(ctx, peer)
		return err != nil
	})
}

// startMissing starts every process that does not run.
func (n *Network) startMissing(ctx context.Context) error {
	started, err := n.startAll(ctx, n.Processes())
	if err != nil {
		return err
	}
	if len(started) > 0 {
		n.progress(words.Of("stage.started", "names", strings.Join(started, ", ")))
	}
	return nil
}

// enrollClients enrolls every host's registrar, and the probe.
func (n *Network) enrollClients(ctx context.Context) error {
	if err := n.enrollRegistrars(ctx); err != nil {
		return err
	}
	return n.enrollProbe(ctx)
}

func (n *Network) enrollRegistrars(ctx context.Context) error {
	return forEach(n.localNames(), func(host string) error { return n.enrollRegistrar(ctx, host) })
}
