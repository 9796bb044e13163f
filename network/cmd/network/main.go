// Command network brings the registry's ledger network up and takes it down,
// watches it, and registers parties at its hosts' CAs.
//
// Answers go to standard output, progress and errors to standard error. It exits with 0 on
// success, 1 on failure, 2 if the command line is wrong, and `network status` with 3 if
// something is down.
package main

import (
	"syscall"

	"allianceregistry/internal/cli"
)

func main() {
	// What this program and those that it starts write is for its owner alone: most of it
	// is or contains a secret.
	syscall.Umask(0o077)
	cli.Main(run)
}
