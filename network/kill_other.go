//go:build !linux

package network

import "os/exec"

// killWithParent does nothing where the kernel cannot do it.
func killWithParent(*exec.Cmd) {}
