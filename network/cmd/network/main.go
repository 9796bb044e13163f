// Command network brings the registry's ledger network up and takes it down,
// watches it, and registers parties at its hosts' CAs.
//
// Data goes to standard output, talk to standard error. It exits with 0 when
// it did what was asked, 1 when it could not, 2 when the words were wrong, and
// `network status` with 3 when something is down.
package main

import (
	"syscall"

	"allianceregistry/internal/cli"
)

func main() {
	// What this program and those that it starts write is nobody else's: most of it is
	// a key, or names a secret.
	syscall.Umask(0o077)
	cli.Main(run)
}
