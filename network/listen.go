package network

import (
	"bufio"
	"context"
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

// Whether a port is open is read from the kernel's table. Knocking at it would
// leave a failed TLS handshake in the process's log each time.

// listening returns the open TCP ports with the number of each one's socket.
func listening() (map[int]string, error) {
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
			if port, socket, is := parseListener(lines.Text()); is {
				open[port] = socket
			}
		}
		if err := errors.Join(lines.Err(), file.Close()); err != nil {
			return nil, err
		}
	}
	return open, nil
}

// parseListener reads one line of the kernel's table: the local address is the
// second field, in hexadecimal, 0A the state of listening, the tenth the socket.
func parseListener(line string) (port int, socket string, is bool) {
	fields := strings.Fields(line)
	if len(fields) < 10 || fields[3] != "0A" {
		return 0, "", false
	}
	_, hex, found := strings.Cut(fields[1], ":")
	number, err := strconv.ParseUint(hex, 16, 16)
	return int(number), fields[9], found && err == nil
}

// closing is how long a port may be taken by nobody. The kernel takes a process
// that ends off the list before it closes its sockets, so a port that was
// released by a stop is for a moment neither free nor anybody's.
const closing = time.Second

// tryPort opens a port for a moment.
func tryPort(port int, end time.Time) (net.Listener, error) {
	for {
		listener, err := net.Listen("tcp", Address(port))
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(end) || owner(port) != nil {
			return listener, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// takenPorts says which of the process's ports somebody else has, and who.
func (p Process) takenPorts(end time.Time) ([]*words.Message, error) {
	var taken []*words.Message
	for _, port := range p.Ports {
		listener, err := tryPort(port, end)
		if errors.Is(err, syscall.EADDRINUSE) {
			taken = append(taken, takenPort(port, p.Name, owner(port)))
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

// checkPorts refuses to start dead processes on ports that somebody else has,
// before anything is made or started. A network that was made has its ports for
// good: of other ones, and of another name, speak only before that.
func checkPorts(processes []Process, made bool) error {
	var all []*words.Message
	end := time.Now().Add(closing)
	for _, process := range dead(processes) {
		taken, err := process.takenPorts(end)
		if err != nil {
			return err
		}
		all = append(all, taken...)
	}
	if len(all) == 0 {
		return nil
	}
	advice := words.Of("port.adviceNew")
	if made {
		advice = words.Of("port.adviceMade")
	}
	if len(all) > 1 {
		return words.Of("port.refusedMore", "first", all[0], "more", len(all)-1, "advice", advice)
	}
	return words.Of("port.refused", "first", all[0], "advice", advice)
}

// takenPort says that a port is somebody else's.
func takenPort(port int, process string, owner *words.Message) *words.Message {
	if owner == nil {
		return words.Of("port.taken", "port", port, "process", process, "owner", "")
	}
	return words.Of("port.taken", "port", port, "process", process, "owner", owner)
}

// owner names who listens on a port, as far as we may see; nil if nobody is seen.
func owner(port int) *words.Message {
	open, err := listening()
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

// portFacts is what is known of one port that the network needs.
type portFacts struct {
	Port    int
	Process string
	Owner   *words.Message // who listens, if it is somebody else; nil if free or ours
}

func (d doctor) checkPorts(context.Context) []Finding {
	open, err := listening()
	if err != nil {
		return judgePorts(nil, err, d.self, d.made())
	}
	var facts []portFacts
	for _, process := range d.Processes() {
		own := process.sockets()
		for _, port := range process.Ports {
			fact := portFacts{Port: port, Process: process.Name}
			if socket := open[port]; socket != "" && !own[socket] {
				if fact.Owner = owner(port); fact.Owner == nil {
					fact.Owner = words.Of("port.stranger")
				}
			}
			facts = append(facts, fact)
		}
	}
	return judgePorts(facts, nil, d.self, d.made())
}

// judgePorts wants every port free or held by the process that it is for.
func judgePorts(facts []portFacts, fault error, self string, made bool) []Finding {
	fix := words.Of("port.fixNew", "self", self)
	if made {
		fix = words.Of("port.fixMade", "self", self)
	}
	var wrong []Finding
	if fault != nil {
		wrong = append(wrong, Finding{State: Warning, Text: words.Of("port.unread", "cause", fault), Fix: words.Typed("cat /proc/net/tcp")})
	}
	for _, fact := range facts {
		if fact.Owner != nil {
			wrong = append(wrong, Finding{
				State: Failure, Text: takenPort(fact.Port, fact.Process, fact.Owner),
				Fix: fix,
			})
		}
	}
	return sound("ports", words.Of("port.sound", "count", len(facts)), wrong)
}

// sockets are the numbers of the sockets that the process has open.
func (p Process) sockets() map[string]bool {
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
		if socket, is := strings.CutPrefix(target, "socket:["); err == nil && is {
			own[strings.TrimSuffix(socket, "]")] = true
		}
	}
	return own
}
