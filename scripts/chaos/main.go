// Command chaos breaks a running network, one fault after another, while clients
// write to it, and tells what they noticed.
//
// For each fault it prints a line: how many transactions were sent, how many of
// them failed for the client, the worst time that one took, and, asked from the
// ledger afterwards, how many were lost or stand there twice. It breaks only the
// processes of the network that it is given, which it drives by the operator's
// program; scripts/chaos.sh makes one for it and takes it down again.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// settings are the words of the command.
type settings struct {
	network string
	folder  string
	name    string
	clients int
	length  time.Duration
	json    bool
}

func run(ctx context.Context, args []string, out, err io.Writer) int {
	var s settings
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.SetOutput(err)
	flags.StringVar(&s.network, "network", ".build/bin/network", "the operator's program")
	flags.StringVar(&s.folder, "folder", ".network/chaos", "the network's folder")
	flags.StringVar(&s.name, "name", "chaos", "the network's name")
	flags.IntVar(&s.clients, "clients", 6, "how many clients write at once")
	flags.DurationVar(&s.length, "length", 12*time.Second, "how long they write around each fault")
	flags.BoolVar(&s.json, "json", false, "print JSON in the place of a table")
	if flags.Parse(args) != nil {
		return 2
	}
	if s.clients < 1 || s.length < 6*time.Second {
		fmt.Fprintln(err, "chaos: at least 1 client and 6s")
		return 2
	}
	if failure := breakNetwork(ctx, s, out, err); failure != nil {
		fmt.Fprintln(err, "chaos:", failure)
		return 1
	}
	return 0
}

// breakNetwork tries every fault and fails if a transaction was lost or doubled, or if
// a client saw an error though a quorum was left.
func breakNetwork(ctx context.Context, s settings, out, talk io.Writer) error {
	n := network{program: s.network, name: s.name, folder: s.folder}
	crowd, err := enrollWriters(ctx, n, s.clients)
	if err != nil {
		return err
	}
	defer crowd.close()
	report := report{json: s.json, out: out}
	for _, f := range faults {
		fmt.Fprintf(talk, "chaos: %s\n", f.name)
		row, err := runFault(ctx, n, crowd, f, s.length)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		report.rows = append(report.rows, row)
	}
	if err := report.print(); err != nil {
		return err
	}
	return report.verdict()
}
