package network

import (
	"os/exec"
	"syscall"
)

// killWithParent has the kernel kill a program when this one ends.
func killWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
