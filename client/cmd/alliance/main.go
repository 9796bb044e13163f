// Command alliance is the member's program: it enrolls a party's key, files
// joins, records endorsements, and asks who is a member.
//
// Data goes to standard output, talk to standard error. Each file holds one noun;
// this package only wires: what it does stands in packages client and membership.
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
