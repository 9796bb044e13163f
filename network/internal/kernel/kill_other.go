//go:build !linux

package kernel

import "os/exec"

// KillWithParent does nothing where the kernel cannot do it.
func KillWithParent(*exec.Cmd) {}
