package client_test

import (
	"context"
	"fmt"
	"log"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// Seal closes the open epoch and seals it: votes are counted among the members of a seal.
func ExampleClient_Seal() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	_, proposal := applyForMembership(chain)
	vote(ibm, proposal)
	if err := ibm.Seal(ctx, "hyperledger@industry"); err != nil {
		log.Fatal(err)
	}
	now := must(client.Ask(ctx, ibm, membership.GetEpoch{Alliance: "hyperledger@industry"}))
	fmt.Println(now.Epoch.Number, now.Seal.Epoch, now.Seal.Active)
	// Output: 2 1 2
}

// Each seal says how many members there were at the end of its epoch.
func ExampleClient_Seals() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	_, proposal := applyForMembership(chain)
	vote(ibm, proposal)
	if err := ibm.Seal(ctx, "hyperledger@industry"); err != nil {
		log.Fatal(err)
	}
	for _, seal := range must(ibm.Seals(ctx, "hyperledger@industry")) {
		fmt.Println(seal.Epoch, seal.Active)
	}
	// Output:
	// 0 1
	// 1 2
}
