// Package kernel asks Linux about processes and ports. It returns what the kernel says, and
// leaves to its callers what that means for a network and how users are told.
//
//	process.go                      when a process started, what it runs and where
//	port.go                         the ports that are listened on, and by whom
//	kill_linux.go, kill_other.go    a program ends with the one that started it
package kernel
