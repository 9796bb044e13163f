package network

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"allianceregistry/network/words"
)

// Up brings the network up from nothing, or heals it: whatever is there is
// kept, whatever is missing is made, whatever is dead is started. It returns
// when a client's transaction has committed; changed is false if there was
// nothing to do, or nothing was done.
func (n *Network) Up(ctx context.Context) (changed bool, err error) {
	if err := n.home.check(); err != nil {
		return false, err
	}
	if err := n.checkDir(); err != nil {
		return false, err
	}
	if n.isUp(ctx) {
		return false, nil
	}
	if err := checkFileLimit(); err != nil {
		return false, err
	}
	if err := checkPorts(n.Processes(), n.made()); err != nil {
		return false, err
	}
	if err := os.MkdirAll(string(n.dir), 0o700); err != nil {
		return false, err
	}
	// Also a folder that was there before: keys will lie in it.
	if err := os.Chmod(string(n.dir), 0o700); err != nil {
		return false, err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return false, err
	}
	defer unlock()
	return true, n.raise(ctx)
}

// made reports whether the network has been made, were it only in part.
func (n *Network) made() bool { return Exists(n.dir) == nil }

// raise goes through the stages. Each finds out for itself what is left to do.
func (n *Network) raise(ctx context.Context) error {
	stages := []struct {
		name *words.Message
		do   func(context.Context) error
	}{
		{words.Of("stage.artifacts"), n.makeArtifacts},
		{nil, n.startDead},
		{words.Of("stage.channel", "name", n.topology.Channel), n.joinChannel},
		{words.Of("stage.chaincode", "name", n.topology.Chaincode), n.defineChaincode},
		{words.Of("stage.enrolled"), n.enrollClients},
		{words.Of("stage.committed"), n.commitProbe},
		{words.Of("stage.discovered"), n.waitDiscovery},
	}
	for _, stage := range stages {
		if err := stage.do(ctx); err != nil {
			return err
		}
		if stage.name != nil {
			n.talk(stage.name)
		}
	}
	return writeFile(n.dir.ready(), []byte(time.Now().UTC().Format(time.RFC3339)+"\n"))
}

// checkDir refuses a folder that is not a network's, or is another network's.
func (n *Network) checkDir() error {
	entries, err := os.ReadDir(string(n.dir))
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	saved, err := savedTopology(n.dir)
	if errors.Is(err, ErrNone) {
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

// isUp says whether the network has been up and everything still answers.
func (n *Network) isUp(ctx context.Context) bool {
	if _, err := os.Stat(n.dir.ready()); err != nil {
		return false
	}
	for _, process := range n.Processes() {
		if process.rebuilt() || process.answers(ctx) != nil {
			return false
		}
	}
	return true
}

// startDead starts every process that does not run, all at once.
func (n *Network) startDead(ctx context.Context) error {
	started, err := n.startAll(ctx, n.Processes())
	if err != nil {
		return err
	}
	if len(started) > 0 {
		n.talk(words.Of("stage.started", "names", strings.Join(started, ", ")))
	}
	return nil
}

// enrollClients enrolls every host's registrar, and the probing client.
func (n *Network) enrollClients(ctx context.Context) error {
	err := each(n.topology.Hosts, func(host string) error { return n.enrollRegistrar(ctx, host) })
	if err != nil {
		return err
	}
	return n.enrollProbe(ctx)
}
