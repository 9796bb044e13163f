// Command auditor is the auditor's program: it reads the blocks of the ledger
// from the hosts' peers, believes none of them, and answers from what it has
// checked itself. It writes nothing to the ledger, and shares no Fabric client
// code with the members' program.
//
// Data goes to standard output, talk to standard error. Each file holds one noun;
// this package only wires: what it does stands in packages gateway, chain, index
// and audit.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}, fabric{})
	stop()
	os.Exit(code)
}
