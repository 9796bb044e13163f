package client_test

import (
	"context"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/memledger"
)

// Proposals lists what was proposed to an alliance, decided or not.
func ExampleClient_Proposals() {
	chain := memledger.New()
	ibm := founded(chain)
	applyForMembership(chain)
	for _, proposal := range must(ibm.Proposals(context.Background(), "hyperledger@industry")) {
		fmt.Println(proposal.Action, proposal.Subject, proposal.Status)
	}
	// Output: admit intel@association voting
}

// ProposalsLike finds a proposal by the beginning of its id.
func ExampleClient_ProposalsLike() {
	chain := memledger.New()
	ibm := founded(chain)
	_, proposal := applyForMembership(chain)
	ids := must(ibm.ProposalsLike(context.Background(), proposal[:8]))
	fmt.Println(len(ids), ids[0] == proposal)
	// Output: 1 true
}

// Awaited lists the members whose votes are still missing.
func ExampleClient_Awaited() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	_, proposal := applyForMembership(chain)
	dossier := must(client.Ask(ctx, ibm, membership.GetProposal{ID: proposal}))
	fmt.Println(ibm.Awaited(ctx, dossier))
	// Output: [ibm@industry] <nil>
}

// A document is adopted by its digest; the document itself is never on the ledger.
func ExampleClient_Resolutions() {
	ibm := foundedComplete(memledger.New())
	pass(ibm, membership.Propose{Action: charter.Resolve, Title: "Plan for 2027", Document: digest("the plan")})
	for _, resolution := range must(ibm.Resolutions(context.Background(), "hyperledger@industry")) {
		fmt.Println(resolution.Title, resolution.Document == digest("the plan"))
	}
	// Output: Plan for 2027 true
}
