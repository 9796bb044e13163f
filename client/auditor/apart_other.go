//go:build !linux

package auditor

import "syscall"

// apart keeps Ctrl-C from the program, which this one ends.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
