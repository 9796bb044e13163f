package client_test

import (
	"context"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// stateName has IBM say how it is called in Chinese, and returns the claim's id.
func stateName(ibm *client.Client) string {
	return must(ibm.Submit(context.Background(), membership.StateClaim{
		Request: client.NewRequest(), About: "ibm@industry", What: "name", Qualifier: "zh", Value: "国际商业机器公司", Source: "its website",
	})).Event.Claim
}

// Claims lists what is said of a party, and how many attest or dispute it.
func ExampleClient_Claims() {
	ctx, chain := context.Background(), memledger.New()
	ibm, intel := founded(chain), register(chain, "intel@association", "2", "Intel")
	must(intel.Submit(ctx, membership.Attest{
		Request: client.NewRequest(), About: "ibm@industry", Claim: stateName(ibm), Position: membership.Attests,
	}))
	for _, one := range must(intel.Claims(ctx, "ibm@industry")) {
		fmt.Println(one.Claim.What, one.Claim.Value, one.Attest, one.Dispute)
	}
	// Output: name 国际商业机器公司 1 0
}

// Claim reads what an attestation would be about, before it is signed.
func ExampleClient_Claim() {
	chain := memledger.New()
	ibm, intel := founded(chain), register(chain, "intel@association", "2", "Intel")
	claim, err := intel.Claim(context.Background(), membership.Attest{About: "ibm@industry", Claim: stateName(ibm)})
	fmt.Println(claim.What, claim.Value, claim.By, err)
	// Output: name 国际商业机器公司 ibm@industry <nil>
}

// Claimants lists all who are said to have an identifier: of several, all but one are
// wrong.
func ExampleClient_Claimants() {
	const lei = "506700GE1G29325QX363"
	ctx, chain := context.Background(), memledger.New()
	ibm, intel := founded(chain), register(chain, "intel@association", "2", "Intel")
	must(ibm.Submit(ctx, membership.StateClaim{
		Request: client.NewRequest(), About: "ibm@industry", What: "lei", Value: lei, Source: "the register",
	}))
	must(intel.Submit(ctx, membership.StateClaim{
		Request: client.NewRequest(), About: "intel@association", What: "lei", Value: lei, Source: "the register",
	}))
	claimants := must(ibm.Claimants(ctx, membership.LEIScheme, lei))
	fmt.Println(len(claimants), membership.Rivals(claimants, "ibm@industry"))
	// Output: 2 [intel@association]
}
