package client_test

import (
	"context"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/memledger"
)

// A party joins, a member endorses, the decision admits it, and the roster shows it.
func ExampleClient_Roster() {
	ctx, chain := context.Background(), memledger.New()
	ibm, intel := founded(chain), register(chain, "intel@association", "2", "Intel")
	join := must(intel.Submit(ctx, membership.Join{
		Request: client.NewRequest(), Alliance: "hyperledger@industry", Class: "member",
	}))
	must(ibm.Submit(ctx, membership.Endorse{
		Request: client.NewRequest(), Proposal: join.Event.Proposal, Position: charter.For,
	}))
	must(ibm.Submit(ctx, membership.Decide{Proposal: join.Event.Proposal}))
	for _, member := range must(ibm.Roster(ctx, "hyperledger@industry", "")) {
		fmt.Println(member.Membership.Party, member.Names["en"], member.Membership.Class, member.Membership.State)
	}
	// Output:
	// ibm@industry IBM member active
	// intel@association Intel member active
}

// History returns each version of a membership with the transaction that wrote it.
func ExampleClient_History() {
	ctx := context.Background()
	ibm := founded(memledger.New())
	must(ibm.Submit(ctx, membership.Leave{Request: client.NewRequest(), Alliance: "hyperledger@industry", Reason: "merged"}))
	for _, version := range must(ibm.History(ctx, "hyperledger@industry", "ibm@industry")) {
		place := must(ibm.Find(ctx, version.Written.Tx))
		fmt.Println(version.Version, version.State, version.Ending, place.Code)
	}
	// Output:
	// 1 active  VALID
	// 2 ended left VALID
}

// Memberships lists the alliances that a party is in, or was.
func ExampleClient_Memberships() {
	ibm := founded(memledger.New())
	for _, one := range must(ibm.Memberships(context.Background(), "ibm@industry")) {
		fmt.Println(one.Alliance, one.Class, one.State)
	}
	// Output: hyperledger@industry member active
}

// A member accepts an agreement by its digest, so that it is clear which text it read.
func ExampleClient_Acceptances() {
	ctx := context.Background()
	ibm := foundedComplete(memledger.New())
	must(ibm.Submit(ctx, membership.AcceptAgreement{
		Request: client.NewRequest(), Alliance: "hyperledger@industry", Agreement: "code", Digest: digest("be kind"),
	}))
	for _, acceptance := range must(ibm.Acceptances(ctx, "hyperledger@industry", "ibm@industry")) {
		fmt.Println(acceptance.Agreement, acceptance.Version)
	}
	// Output: code 1
}
