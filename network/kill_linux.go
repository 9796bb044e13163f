package network

import (
	"os/exec"
	"syscall"
)

// killWithUs has the kernel kill a program when we end.
func killWithUs(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
