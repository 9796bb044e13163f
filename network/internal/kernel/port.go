package kernel

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ListeningPorts returns the TCP ports that are listened on, each with its socket's inode.
// It reads the kernel's table: a connection would leave a failed TLS handshake in the
// process's log each time.
func ListeningPorts() (map[int]string, error) {
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

// SocketOwner returns the id of a process that has a socket open, by the socket's inode; 0
// if none can be seen.
func SocketOwner(socket string) int {
	descriptors, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return 0
	}
	for _, descriptor := range descriptors {
		if target, err := os.Readlink(descriptor); err != nil || target != "socket:["+socket+"]" {
			continue
		}
		pid, _ := strconv.Atoi(strings.Split(descriptor, "/")[2])
		return pid
	}
	return 0
}

// OpenSockets returns the inodes of the sockets that a process has open.
func OpenSockets(pid int) map[string]bool {
	open := map[string]bool{}
	descriptors, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		return open
	}
	for _, descriptor := range descriptors {
		target, err := os.Readlink(descriptor)
		if socket, found := strings.CutPrefix(target, "socket:["); err == nil && found {
			open[strings.TrimSuffix(socket, "]")] = true
		}
	}
	return open
}
