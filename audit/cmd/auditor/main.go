// Command auditor is the auditor's program: it reads the blocks of the ledger
// from the hosts' peers, believes none of them, and answers from what it has
// checked itself. It writes nothing to the ledger, and shares no Fabric client
// code with the members' program.
//
// Data goes to standard output, talk to standard error. Each file holds one noun;
// this package only wires: what it does stands in packages gateway, chain, index,
// replay and report.
package main

import (
	"context"

	"allianceregistry/internal/cli"
)

func main() {
	cli.Main(func(ctx context.Context, args []string, s cli.Streams) int { return run(ctx, args, s, fabric{}) })
}
