package network

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"allianceregistry/network/advice"
	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/words"
)

// A host's processes may be run by another program than this one: systemd, an engine for
// containers, Kubernetes. Then they have no pid file, and this program neither starts nor
// stops them; it joins them to the channel, installs, registers and examines as ever. Who
// runs them is in a file of the host's folder.

// supervisorFile holds the supervisor's name. Without it, this program starts the processes.
func (d Dir) supervisorFile() string { return d.Path("supervisor") }

// readSupervisor returns who runs the processes; empty if this program does.
func readSupervisor(dir Dir) (string, error) {
	content, err := os.ReadFile(dir.supervisorFile())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(content)), err
}

// Supervisor returns who runs the processes; empty if this program does.
func (n *Network) Supervisor() string { return n.supervisor }

// Advise returns what an operator types for the network in a folder. The program is how a
// command of this one begins there. A folder that cannot be read, or holds nothing, is
// taken for that of a network of one machine.
func Advise(dir Dir, program string) advice.Lines {
	lines := advice.Lines{Program: program}
	if host, err := readHost(dir); err == nil {
		lines.Host = host.Name
		lines.Supervisor, _ = readSupervisor(dir)
	}
	return lines
}

// CallBy sets how a command of this program begins for this network, as errors name it.
func (n *Network) CallBy(program string) { n.program = program }

// advice are the lines that errors name.
func (n *Network) advice() advice.Lines { return Advise(n.dir, cmp.Or(n.program, "network")) }

// refuseSupervised refuses to do to a process of that name, or to all, what only their
// supervisor can. It says what to type instead.
func (n *Network) refuseSupervised(name string, line func(process string) string) error {
	if n.supervisor == "" {
		return nil
	}
	if name == n.host.Name {
		name = ""
	}
	return words.Of("supervisor.refused", "supervisor", n.supervisor, "line", line(name))
}

// Supervise leaves the processes to another program from now on. It refuses while this one
// runs any.
func (n *Network) Supervise(by string) error {
	for _, process := range n.Processes() {
		if process.PID() != 0 {
			return words.Of("supervisor.running", "process", process.Name)
		}
	}
	n.supervisor = by
	return writeFile(n.dir.supervisorFile(), []byte(by+"\n"))
}

// Running reports whether the process runs: of one that a supervisor runs, whether its
// port is open.
func (p Process) Running() bool {
	if p.Supervisor == "" {
		return p.PID() != 0
	}
	open, err := kernel.ListeningPorts()
	return err == nil && open[p.Port] != ""
}

// Configure writes what the processes read when they start, and starts none. It waits for
// another command that changes the host at the same time.
func (n *Network) Configure(ctx context.Context) error {
	var unlock func()
	err := waitUntil(ctx, startTimeout, words.Of("supervisor.busy"), func(context.Context) (err error) {
		unlock, err = n.dir.lock()
		return err
	})
	if err != nil {
		return err
	}
	defer unlock()
	if err := n.home.Check(); err != nil {
		return err
	}
	if err := n.checkAgreed(ctx); err != nil {
		return err
	}
	return n.configure()
}

// supervisedTimeout bounds the wait for a supervisor.
const supervisedTimeout = 3 * time.Minute

// AwaitSupervisor returns when the processes that a supervisor runs are healthy. It locks
// nothing: the supervisor has their configuration written meanwhile.
func (n *Network) AwaitSupervisor(ctx context.Context) error {
	if n.supervisor == "" {
		return nil
	}
	for _, process := range n.Processes() {
		late := words.Of("process.unstarted", "process", process.Name)
		if err := waitUntil(ctx, supervisedTimeout, late, process.CheckHealth); err != nil {
			return err
		}
	}
	return nil
}

// Listening returns an error that names the first of the ports on which nobody listens.
func Listening(ports ...int) error {
	open, err := kernel.ListeningPorts()
	if err != nil {
		return err
	}
	for _, port := range ports {
		if open[port] == "" {
			return words.Of("supervisor.closed", "port", port)
		}
	}
	return nil
}
