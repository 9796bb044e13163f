package client_test

import (
	"context"
	"fmt"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/memledger"
)

// CharterAt finds the charter that was in force at a moment; the zero time is now.
func ExampleClient_CharterAt() {
	ctx := context.Background()
	ibm := foundedComplete(memledger.New())
	first := must(client.Ask(ctx, ibm, membership.GetCharter{Alliance: "hyperledger@industry"}))
	amended := complete()
	amended.Organs[0].Seats = 5
	pass(ibm, membership.Propose{Action: charter.Amend, Charter: &amended})
	for _, at := range []time.Time{first.Adopted.Time, {}} {
		version := must(ibm.CharterAt(ctx, "hyperledger@industry", at))
		fmt.Println(version.Version, version.Charter.Organs[0].Seats)
	}
	// Output:
	// 1 3
	// 2 5
}

// The rule takes versions from anywhere, such as from an auditor's own index.
func Example_charterInForce() {
	march := func(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC) }
	versions := []membership.CharterVersion{
		{Version: 1, Adopted: membership.Stamp{Time: march(1)}},
		{Version: 2, Adopted: membership.Stamp{Time: march(10)}},
	}
	inForce, err := membership.CharterInForce(march(5), func(version int) (membership.CharterVersion, error) {
		if version == 0 { // the latest
			version = len(versions)
		}
		return versions[version-1], nil
	})
	fmt.Println(inForce.Version, err)
	// Output: 1 <nil>
}
