package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"allianceregistry/network/words"
)

// CheckExists returns ErrNotExist unless a folder holds a network, even if it is one that
// only another version of this program can read.
func CheckExists(dir Dir) error {
	_, err := os.Stat(dir.topology())
	if _, own := os.Stat(dir.host()); own == nil {
		return nil
	}
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", dir, ErrNotExist)
	}
	return err
}

// Down stops all processes of the network in a folder and removes the folder with all
// state. It finds the processes by the folder, not by a topology, so it also removes a
// network of another version of this program. A folder that is not a network's is refused
// with ErrNotExist, and that of a host on a machine of its own: its keys are nowhere else.
func Down(dir Dir) error {
	dir, err := dir.resolve()
	if err != nil {
		return err
	}
	if err := CheckExists(dir); err != nil {
		return err
	}
	if host, err := readHost(dir); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(err, words.Of("host.down", "host", host.Name, "folder", dir, "line", Advise(dir, "network").Stop("")))
	}
	unlock, err := dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	folders, err := filepath.Glob(dir.process("*"))
	if err != nil {
		return err
	}
	var processes []Process
	for _, folder := range folders {
		processes = append(processes, Process{Name: filepath.Base(folder), Folder: folder})
	}
	if err := stopAll(processes); err != nil {
		return err
	}
	return os.RemoveAll(string(dir))
}

// Stop stops the process of that name, or those of the host of that name, or all if the
// name is empty. Their state stays.
func (n *Network) Stop(name string) error {
	selected, err := n.Select(name)
	if err != nil {
		return err
	}
	if err := n.refuseSupervised(name, n.advice().Stop); err != nil {
		return err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return stopAll(selected)
}

// Start starts those processes of that name or host that do not run. Without a name it
// repairs the whole network, as Up does.
func (n *Network) Start(ctx context.Context, name string) error {
	if _, err := n.Select(name); err != nil {
		return err
	}
	line := n.advice().Start
	if name == "" {
		line = func(string) string { return n.advice().Up() }
	}
	if err := n.refuseSupervised(name, line); err != nil {
		return err
	}
	if name == "" {
		_, err := n.Up(ctx)
		return err
	}
	return n.startSelected(ctx, name, false)
}

// Restart stops the processes of that name or host, or all, and starts them again.
func (n *Network) Restart(ctx context.Context, name string) error {
	if _, err := n.Select(name); err != nil {
		return err
	}
	if err := n.refuseSupervised(name, n.advice().Restart); err != nil {
		return err
	}
	return n.startSelected(ctx, name, true)
}

// startSelected starts some processes, or all, with the configuration that this version of
// the program writes: that of an earlier version would bring a process back with an
// operations port that is open to everybody.
func (n *Network) startSelected(ctx context.Context, name string, restart bool) error {
	if err := errors.Join(n.home.Check(), checkFileLimit()); err != nil { // before anything is stopped
		return err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	prepare := n.makeArtifacts
	if n.host != nil { // it has its keys, and the block to which it agreed
		prepare = func(ctx context.Context) error {
			if err := n.checkAgreed(ctx); err != nil {
				return err
			}
			return n.configure()
		}
	}
	if err := prepare(ctx); err != nil {
		return err
	}
	selected, err := n.Select(name) // again: the chaincode's package may only now exist
	if err != nil {
		return err
	}
	if restart {
		if err := stopAll(selected); err != nil {
			return err
		}
	}
	if name == "" {
		return n.runStages(ctx)
	}
	started, err := n.startAll(ctx, selected)
	for _, process := range started {
		n.progress(words.Of("stage.started", "names", process))
	}
	return err
}

// Kill kills one process, as a power failure would, to try out what the others do then.
func (n *Network) Kill(name string) error {
	process, err := n.Process(name)
	if err != nil {
		return err
	}
	if err := n.refuseSupervised(name, n.advice().Stop); err != nil {
		return err
	}
	if process.PID() == 0 {
		return words.Of("process.idle", "process", name)
	}
	if err := process.signal(syscall.SIGKILL); err != nil {
		return err
	}
	if !process.waitStopped(stopTimeout) {
		return words.Of("process.still", "process", name)
	}
	return nil
}
