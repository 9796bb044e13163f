package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Down ends all processes of the network and removes its folder with all state.
func (n *Network) Down() error {
	unlock, err := n.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := stopAll(n.Processes()); err != nil {
		return err
	}
	return os.RemoveAll(string(n.dir))
}

// Stop ends the processes of that name or host, or all; their state stays.
func (n *Network) Stop(name string) error {
	selected, err := n.Select(name)
	if err != nil {
		return err
	}
	unlock, err := n.lock()
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
	selected, err := n.Select(name)
	if err != nil {
		return err
	}
	unlock, err := n.lock()
	if err != nil {
		return err
	}
	defer unlock()
	started, err := n.startAll(ctx, selected)
	for _, process := range started {
		n.talk("started " + process)
	}
	return err
}

// Restart is Stop and Start.
func (n *Network) Restart(ctx context.Context, name string) error {
	if err := n.Stop(name); err != nil {
		return err
	}
	return n.Start(ctx, name)
}

// Kill ends one process without warning, as a power cut would: for trying out
// what the rest does then.
func (n *Network) Kill(name string) error {
	process, err := n.Process(name)
	if err != nil {
		return err
	}
	if process.PID() == 0 {
		return fmt.Errorf("%s does not run", name)
	}
	if err := process.signal(syscall.SIGKILL); err != nil {
		return err
	}
	if !process.gone(patience) {
		return errors.New(name + " does not end")
	}
	return nil
}
