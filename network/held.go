package network

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"allianceregistry/network/internal/kernel"
)

// If this program were killed between starting a process and writing its pid file, the
// process would be left behind, and nobody could stop it. So a process starts as a shell
// that waits for a line on a pipe, and becomes the program, under the same pid, only after
// its pid file is written. However this program ends before that, the kernel closes its
// side of the pipe, the shell reads the end of it, and exits too.

// waitScript is what the shell runs. Nothing that the program writes is for other users.
const waitScript = `umask 077; read -r line && exec "$0" "$@" </dev/null`

// held is a process that waits to become its program.
type held struct {
	Process
	pid  int
	gate *os.File // a line written here releases it; if closed without one, it exits
}

// startHeld starts the shell that waits.
func (p Process) startHeld() (*held, error) {
	if _, err := exec.LookPath(p.Program); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(p.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	wait, gate, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer wait.Close()
	command := exec.Command("/bin/sh", append([]string{"-c", waitScript, p.Program}, p.Args...)...)
	command.Dir, command.Env = p.Folder, p.Env
	command.Stdin, command.Stdout, command.Stderr = wait, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, gate.Close())
	}
	// Collects the exit status if it exits while this program still runs.
	go func() { _ = command.Wait() }()
	return &held{p, command.Process.Pid, gate}, nil
}

// writePIDFile writes the pid and the start time, by which the process is known again, and
// what stands for its place.
func (h *held) writePIDFile() error {
	started, err := kernel.StartTime(h.pid)
	if err != nil {
		return err
	}
	return writeFile(h.pidFile(), []byte(strings.TrimSpace(strconv.Itoa(h.pid)+" "+started+" "+h.place())+"\n"))
}

// release lets the process become its program.
func (h *held) release() error {
	_, err := h.gate.WriteString("\n")
	return errors.Join(err, h.gate.Close())
}
