package client_test

import (
	"context"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// An open alliance is a party too: it may join others by mandate.
func ExampleClient_Parties() {
	ibm := founded(memledger.New())
	for _, party := range must(ibm.Parties(context.Background())) {
		fmt.Println(party.ID, party.Kind)
	}
	// Output:
	// hyperledger@industry alliance
	// ibm@industry enterprise
}

// Inbox lists what a party can do now, the most urgent first.
func ExampleClient_Inbox() {
	chain := memledger.New()
	ibm := founded(chain)
	applyForMembership(chain)
	for _, task := range must(ibm.Inbox(context.Background(), "ibm@industry")) {
		fmt.Println(task.Wanted, task.Proposal.Action, task.Proposal.Subject)
	}
	// Output: vote admit intel@association
}

// An affiliate group counts once both sides have said so: who controls it finds who waits
// for its consent in its inbox.
func ExampleClient_Affiliates() {
	ctx, chain := context.Background(), memledger.New()
	ibm, redhat := founded(chain), register(chain, "redhat@industry", "2", "Red Hat")
	must(redhat.Submit(ctx, membership.DeclareAffiliate{Request: client.NewRequest(), Alliance: "hyperledger@industry", Group: "ibm@industry"}))
	for _, task := range must(ibm.Inbox(ctx, "ibm@industry")) {
		fmt.Println(task.Wanted, task.Alliance, task.Party)
		must(ibm.Submit(ctx, membership.ConsentAffiliate{Request: client.NewRequest(), Alliance: task.Alliance, Party: task.Party}))
	}
	for _, affiliate := range must(ibm.Affiliates(ctx, "ibm@industry")) {
		fmt.Println(affiliate.Party, affiliate.Status)
	}
	// Output:
	// affiliate hyperledger@industry redhat@industry
	// ibm@industry consented
	// redhat@industry consented
}
