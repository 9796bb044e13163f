package auditor

import "syscall"

// apart keeps Ctrl-C from the program, which this one ends; if this one is killed, the kernel
// does.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
