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

// Exists returns ErrNone unless a folder holds a network, be it one that only
// another version of this program understands.
func Exists(dir Dir) error {
	_, err := os.Stat(dir.topology())
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", dir, ErrNone)
	}
	return err
}

// Down ends all processes of the network in a folder and removes the folder
// with all state. It asks the folder, not a topology, what runs there: so it
// also clears what another version of this program left. A folder that is not
// a network's is refused with ErrNone.
func Down(dir Dir) error {
	dir, err := dir.resolved()
	if err != nil {
		return err
	}
	if err := Exists(dir); err != nil {
		return err
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

// Stop ends the processes of that name or host, or all; their state stays.
func (n *Network) Stop(name string) error {
	selected, err := n.Select(name)
	if err != nil {
		return err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return stopAll(selected)
}

// Start starts what does not run among the processes of that name or host.
// Without a name it heals the whole network, as Up does.
func (n *Network) Start(ctx context.Context, name string) error {
	if name == "" {
		_, err := n.Up(ctx)
		return err
	}
	return n.begin(ctx, name, false)
}

// Restart ends the processes of that name or host, or all, and starts them again.
func (n *Network) Restart(ctx context.Context, name string) error {
	return n.begin(ctx, name, true)
}

// begin starts some processes, or all, by the configuration that this version of the
// program writes: one that an earlier version wrote would bring a process back with
// operations that are open to everybody.
func (n *Network) begin(ctx context.Context, name string, again bool) error {
	if _, err := n.Select(name); err != nil {
		return err
	}
	if err := errors.Join(n.home.check(), checkFileLimit()); err != nil { // before anything is stopped
		return err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := n.makeArtifacts(ctx); err != nil {
		return err
	}
	selected, err := n.Select(name) // anew: the chaincode's package may only just have been made
	if err != nil {
		return err
	}
	if again {
		if err := stopAll(selected); err != nil {
			return err
		}
	}
	if name == "" {
		return n.raise(ctx)
	}
	started, err := n.startAll(ctx, selected)
	for _, process := range started {
		n.talk(words.Of("stage.started", "names", process))
	}
	return err
}

// Kill ends one process without warning, as a power cut would: for trying out
// what the rest does then.
func (n *Network) Kill(name string) error {
	process, err := n.Process(name)
	if err != nil {
		return err
	}
	if process.PID() == 0 {
		return words.Of("process.idle", "process", name)
	}
	if err := process.signal(syscall.SIGKILL); err != nil {
		return err
	}
	if !process.gone(patience) {
		return words.Of("process.still", "process", name)
	}
	return nil
}
