package network

import (
	"errors"
	"net"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/words"
)

// closeDelay is how long a port may be in use without an owner. The kernel removes a
// process that exits from its list before it closes its sockets, so after a stop a port
// is for a moment neither free nor anybody's.
const closeDelay = time.Second

// tryPort listens on a port of an IP address. Until the deadline it retries one that is in
// use without an owner.
func tryPort(ip string, port int, deadline time.Time) (net.Listener, error) {
	for {
		listener, err := net.Listen("tcp", join(ip, port))
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(deadline) || portOwner(port) != nil {
			return listener, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// listen returns the IP address on which the process listens on one of its ports.
func (p Process) listen(port int) string {
	if port == p.Port && p.Listen != "" {
		return p.Listen
	}
	return loopback
}

// ListenAddress returns where the process listens for clients, host:port.
func (p Process) ListenAddress() string { return join(p.listen(p.Port), p.Port) }

// takenPorts returns a message for each of the process's ports that another program uses.
func (p Process) takenPorts(deadline time.Time) ([]*words.Message, error) {
	var taken []*words.Message
	for _, port := range p.Ports {
		listener, err := tryPort(p.listen(port), port, deadline)
		if errors.Is(err, syscall.EADDRINUSE) {
			taken = append(taken, takenPort(port, p.Name, portOwner(port)))
			continue
		}
		if err != nil {
			return nil, words.Of("port.fault", "port", port, "process", p.Name, "cause", err)
		}
		if err := listener.Close(); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// checkPorts refuses to start processes on ports that other programs use, before anything
// is made or started. Other ports or another name are only suggested for a network that
// has not been made: one that has keeps its ports for good.
func (n *Network) checkPorts(processes []Process, created bool) error {
	var all []*words.Message
	deadline := time.Now().Add(closeDelay)
	for _, process := range notRunning(processes) {
		taken, err := process.takenPorts(deadline)
		if err != nil {
			return err
		}
		all = append(all, taken...)
	}
	if len(all) == 0 {
		return nil
	}
	advice := words.Of("port.adviceNew")
	switch {
	case n.host != nil:
		advice = words.Of("port.adviceHost")
	case created:
		advice = words.Of("port.adviceMade")
	}
	if len(all) > 1 {
		return words.Of("port.refusedMore", "first", all[0], "more", len(all)-1, "advice", advice)
	}
	return words.Of("port.refused", "first", all[0], "advice", advice)
}

// takenPort returns the message that another program uses a port.
func takenPort(port int, process string, owner *words.Message) *words.Message {
	if owner == nil {
		return words.Of("port.taken", "port", port, "process", process, "owner", "")
	}
	return words.Of("port.taken", "port", port, "process", process, "owner", owner)
}

// portOwner returns the message who listens on a port; nil if that cannot be seen.
func portOwner(port int) *words.Message {
	open, err := kernel.ListeningPorts()
	if err != nil || open[port] == "" {
		return nil
	}
	pid := kernel.SocketOwner(open[port])
	if pid == 0 {
		return nil
	}
	program, _ := kernel.Program(pid)
	folder, _ := kernel.WorkDir(pid)
	return words.Of("port.owner", "program", filepath.Base(program), "pid", strconv.Itoa(pid), "folder", folder)
}

// PortUse is a port that a process of the network needs.
type PortUse struct {
	Port    int
	Process string
	Owner   *words.Message // another program that listens there; nil if the port is free or the process's own
}

// PortUses returns all ports that the network needs.
func (n *Network) PortUses() ([]PortUse, error) {
	open, err := kernel.ListeningPorts()
	if err != nil {
		return nil, err
	}
	var uses []PortUse
	for _, process := range n.Processes() {
		own := process.openSockets()
		for _, port := range process.Ports {
			use := PortUse{Port: port, Process: process.Name}
			if socket := open[port]; socket != "" && !own[socket] && process.Supervisor == "" {
				if use.Owner = portOwner(port); use.Owner == nil {
					use.Owner = words.Of("port.stranger")
				}
			}
			uses = append(uses, use)
		}
	}
	return uses, nil
}

// openSockets returns the inodes of the sockets that the process has open.
func (p Process) openSockets() map[string]bool {
	if pid := p.PID(); pid != 0 {
		return kernel.OpenSockets(pid)
	}
	return nil
}
