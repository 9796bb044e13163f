package network

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"allianceregistry/network/words"
)

// Up brings the network up from nothing, or repairs it: it keeps what is there, makes
// what is missing and starts what does not run. It returns when a client's transaction has
// committed. changed is false if there was nothing to do, or nothing was done.
func (n *Network) Up(ctx context.Context) (changed bool, err error) {
	if err := n.home.Check(); err != nil {
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
	if err := checkPorts(n.Processes(), n.created()); err != nil {
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

// created reports whether the network has been made, if only in part.
func (n *Network) created() bool { return CheckExists(n.dir) == nil }

// runStages runs all stages. Each finds out for itself what is left to do.
func (n *Network) runStages(ctx context.Context) error {
	stages := []struct {
		name *words.Message
		do   func(context.Context) error
	}{
		{words.Of("stage.artifacts"), n.makeArtifacts},
		{nil, n.startMissing},
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
	for _, process := range n.Processes() {
		if process.Rebuilt() || process.CheckHealth(ctx) != nil {
			return false
		}
	}
	return true
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
	err := forEach(n.topology.Hosts, func(host string) error { return n.enrollRegistrar(ctx, host) })
	if err != nil {
		return err
	}
	return n.enrollProbe(ctx)
}
