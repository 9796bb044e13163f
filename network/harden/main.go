// Command harden changes Hyperledger Fabric before it is built, so that nothing
// that a client or a stranger can send ends a peer or an orderer, or holds it up
// for ever.
//
// Fabric trusts in places that a message which can be read is also complete. A
// transaction that leaves a part out then ends every peer that validates its
// block, and ends it again at each start: the ledger stands still until the
// program is another. What is changed, and why, stands in changes.go, as edits
// of named functions. No copy of Fabric's source is kept in this repository.
//
//	module cache ──copy──▶ .build/harden/{fabric,smartbft} ──edits, added files──▶ go build -modfile .build/harden/go.mod
//
// The build takes the changed copies by replacements in a go.mod of its own; the
// pins stay in network/fabric. (Go's -overlay would need no copy, but refuses
// files of the module cache.)
//
// # What may never happen
//
//   - An edit meets a function that is not exactly the one it was written for.
//     Each function's source is pinned by its digest; any other fails the build.
//   - A hardened peer gives a transaction another code than an unhardened one
//     that survives it: the two must agree on every ledger.
//   - A change passes unnoticed: the programs carry [Release] in their version,
//     and `network doctor` names one that runs without it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stderr))
}

func run(ctx context.Context, args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("harden", flag.ContinueOnError)
	flags.SetOutput(stderr)
	pins := flags.String("pins", "network/fabric", "the folder whose go.mod pins Fabric")
	out := flags.String("out", ".build/harden", "the folder to make; what is in it is removed")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := harden(ctx, *pins, *out); err != nil {
		fmt.Fprintln(stderr, "harden:", err)
		return 1
	}
	return 0
}
