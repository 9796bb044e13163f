package kernel

import (
	"os/exec"
	"syscall"
)

// KillWithParent has the kernel kill a program when this one ends.
func KillWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
