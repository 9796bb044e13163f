package network

import (
	"os/exec"
	"syscall"
)

// bind has a program be killed when we end.
func bind(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
