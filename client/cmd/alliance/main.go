// Command alliance is the member's program: it enrolls a party's key, files
// joins, records endorsements, and asks who is a member.
//
// Data goes to standard output, talk to standard error. Each file holds one noun;
// this package only wires: what it does stands in packages client and membership.
package main

import (
	"context"

	"allianceregistry/internal/cli"
)

func main() {
	cli.Main(func(ctx context.Context, args []string, s cli.Streams) int { return run(ctx, args, s, fabric{}) })
}
