// Command bench measures a running network: what the registry's transactions
// cost beside transactions that do nothing, with few clients and with many.
//
//	compare      no-op, join and endorse side by side; reads likewise
//	crowd        many clients join and endorse in one alliance: no conflicts
//	electorate   a decision by many voters beside one by few
//
// A no-op is the contract's own Version, submitted as a transaction: the same
// chaincode process, the same endorsement policy, the same client, and no rules
// and no records. So the difference is what the registry itself costs.
//
// A client is a loop in this process that waits for one commit before it sends
// the next, under a party's key of its own; the parties of a host share that
// host's connections. Figures say how fast it was and never fail the command; it
// fails if a transaction failed, was lost, or stands on the ledger twice.
// scripts/bench.sh makes a network for it and takes it down again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"allianceregistry/internal/terminal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, talk io.Writer) int {
	terminal.FixWidths()
	checked := terminal.NewChecked(out)
	s, err := parse(args, talk)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(talk, "bench:", err)
		return 2
	}
	profiled, err := profile(s.profile)
	if err != nil {
		fmt.Fprintln(talk, "bench:", err)
		return 2
	}
	report, err := measure(ctx, s, talk)
	if failure := errors.Join(err, profiled(), report.write(s, checked), checked.Err(), report.verdict()); failure != nil {
		fmt.Fprintln(talk, "bench:", strings.ReplaceAll(failure.Error(), "\n", "\nbench: "))
		return 1
	}
	return 0
}
