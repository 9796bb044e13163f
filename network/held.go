package network

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// A process that was started and is not yet written down could never be ended: a
// command that is killed between the two would leave it behind. So a process begins
// as a shell that waits for a word from us, and becomes the program, under the same
// number, only when its pid file is there. When we end, however that comes about, the
// kernel closes our side of the pipe, the shell reads the end of it, and ends too.

// holding is what the shell does. Nothing that the program makes is for others.
const holding = `umask 077; read -r word && exec "$0" "$@" </dev/null`

// held is a process that waits to become its program.
type held struct {
	Process
	pid  int
	gate *os.File // a line written here lets it go on; closed without one, it ends
}

func (p Process) hold() (*held, error) {
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
	command := exec.Command("/bin/sh", append([]string{"-c", holding, p.Program}, p.Args...)...)
	command.Dir, command.Env = p.Folder, p.Env
	command.Stdin, command.Stdout, command.Stderr = wait, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, gate.Close())
	}
	// Collects the exit status if it ends while we are still here.
	go func() { _ = command.Wait() }()
	return &held{p, command.Process.Pid, gate}, nil
}

// note writes the pid file.
func (h *held) note() error {
	mark, err := birth(h.pid)
	if err != nil {
		return err
	}
	return writeFile(h.pidFile(), []byte(strconv.Itoa(h.pid)+" "+mark+"\n"))
}

// release lets the process become its program.
func (h *held) release() error {
	_, err := h.gate.WriteString("\n")
	return errors.Join(err, h.gate.Close())
}
