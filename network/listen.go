package network

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"allianceregistry/network/words"
)

// Whether a port is open is read from the kernel's table. A connection would leave a
// failed TLS handshake in the process's log each time.

// listeningPorts returns the TCP ports that are listened on, each with its socket's inode.
func listeningPorts() (map[int]string, error) {
	open := map[int]string{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(table)
		if errors.Is(err, os.ErrNotExist) {
			continue // no IPv6
		}
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			if port, socket, listens := parseListener(lines.Text()); listens {
				open[port] = socket
			}
		}
		if err := errors.Join(lines.Err(), file.Close()); err != nil {
			return nil, err
		}
	}
	return open, nil
}

// parseListener parses one line of the kernel's table: the second field is the local
// address, in hexadecimal; the fourth is 0A for a listening socket; the tenth is the
// socket's inode.
func parseListener(line string) (port int, socket string, listens bool) {
	fields := strings.Fields(line)
	if len(fields) < 10 || fields[3] != "0A" {
		return 0, "", false
	}
	_, hex, found := strings.Cut(fields[1], ":")
	number, err := strconv.ParseUint(hex, 16, 16)
	return int(number), fields[9], found && err == nil
}

// closeDelay is how long a port may be in use without an owner. The kernel removes a
// process that exits from its list before it closes its sockets, so after a stop a port
// is for a moment neither free nor anybody's.
const closeDelay = time.Second

// tryPort listens on a port. Until the deadline it retries one that is in use without an
// owner.
func tryPort(port int, deadline time.Time) (net.Listener, error) {
	for {
		listener, err := net.Listen("tcp", Address(port))
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(deadline) || portOwner(port) != nil {
			return listener, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// takenPorts returns a message for each of the process's ports that another program uses.
func (p Process) takenPorts(deadline time.Time) ([]*words.Message, error) {
	var taken []*words.Message
	for _, port := range p.Ports {
		listener, err := tryPort(port, deadline)
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
func checkPorts(processes []Process, created bool) error {
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
	if created {
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
	open, err := listeningPorts()
	if err != nil || open[port] == "" {
		return nil
	}
	descriptors, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return nil
	}
	for _, descriptor := range descriptors {
		if target, err := os.Readlink(descriptor); err != nil || target != "socket:["+open[port]+"]" {
			continue
		}
		pid := strings.Split(descriptor, "/")[2]
		program, _ := os.Readlink("/proc/" + pid + "/exe")
		folder, _ := os.Readlink("/proc/" + pid + "/cwd")
		return words.Of("port.owner", "program", filepath.Base(program), "pid", pid, "folder", folder)
	}
	return nil
}

// PortUse is a port that a process of the network needs.
type PortUse struct {
	Port    int
	Process string
	Owner   *words.Message // another program that listens there; nil if the port is free or the process's own
}

// PortUses returns all ports that the network needs.
func (n *Network) PortUses() ([]PortUse, error) {
	open, err := listeningPorts()
	if err != nil {
		return nil, err
	}
	var uses []PortUse
	for _, process := range n.Processes() {
		own := process.openSockets()
		for _, port := range process.Ports {
			use := PortUse{Port: port, Process: process.Name}
			if socket := open[port]; socket != "" && !own[socket] {
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
	own := map[string]bool{}
	pid := p.PID()
	if pid == 0 {
		return own
	}
	descriptors, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		return own
	}
	for _, descriptor := range descriptors {
		target, err := os.Readlink(descriptor)
		if socket, found := strings.CutPrefix(target, "socket:["); err == nil && found {
			own[strings.TrimSuffix(socket, "]")] = true
		}
	}
	return own
}
