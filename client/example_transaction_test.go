package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// Submit sends a transaction, again if it has to, and tells where it stands.
func ExampleClient_Submit() {
	intel := connect(memledger.New(), "intel@association", "2")
	receipt, err := intel.Submit(context.Background(), membership.RegisterParty{
		Request: "r-1", Kind: charter.Enterprise, Names: form.Names{"en": "Intel", "zh": "英特尔"},
	})
	fmt.Println(receipt.Event.Type, receipt.Event.Party, receipt.Code, err)
	// Output: PartyRegistered intel@association VALID <nil>
}

// A refusal by the rules has a code and parameters; nothing else looks like it.
func ExampleClient_Submit_refused() {
	intel := connect(memledger.New(), "intel@association", "2")
	_, err := intel.Submit(context.Background(), membership.Leave{Request: "r-1", Alliance: "hyperledger@industry"})
	var denied *refusal.Error
	if errors.As(err, &denied) {
		fmt.Println(denied.Code, denied.Params["party"])
	}
	// Output: UNKNOWN_KEY intel@association
}

// Try asks whether a transaction would be accepted now.
func ExampleClient_Try() {
	intel := connect(memledger.New(), "intel@association", "2")
	event, err := intel.Try(context.Background(), membership.RegisterParty{
		Request: "r-1", Kind: charter.Enterprise, Names: form.Names{"en": "Intel"},
	})
	fmt.Println(event.Type, err)
	// Output: PartyRegistered <nil>
}

// Complete shows what a vote is about before it is signed.
func ExampleClient_Complete() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	_, proposal := applyForMembership(chain)
	vote := must(ibm.Complete(ctx, membership.Endorse{
		Request: client.NewRequest(), Proposal: proposal, Position: charter.For,
	})).(membership.Endorse)
	fmt.Println(vote.About.Action, vote.About.Subject)
	receipt, err := ibm.Submit(ctx, vote)
	fmt.Println(receipt.Event.Type, err)
	// Output:
	// admit intel@association
	// EndorsementGiven <nil>
}

// Explain adds to a refusal the figures behind it: what the rule demands, and what there
// is.
func ExampleClient_Explain() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	_, proposal := applyForMembership(chain)
	_, err := ibm.Submit(ctx, membership.Decide{Proposal: proposal})
	var refused *client.Refused
	if errors.As(ibm.Explain(ctx, err), &refused) {
		for _, leaf := range refused.Dossier.Explanation.Leaves() {
			fmt.Println(leaf.Figure.Votes, leaf.Figure.Actual, "of", leaf.Figure.Needed)
		}
	}
	// Output: for 0 of 1
}

// Find says where a transaction stands in the chain of the own host's peer.
func ExampleClient_Find() {
	ctx := context.Background()
	ibm := founded(memledger.New())
	left := must(ibm.Submit(ctx, membership.Leave{Request: client.NewRequest(), Alliance: "hyperledger@industry"}))
	place, err := ibm.Find(ctx, left.Tx)
	fmt.Println(place.Block, place.Code, err)
	_, err = ibm.Find(ctx, "no such id")
	fmt.Println(errors.Is(err, client.ErrNotFound))
	// Output:
	// 3 VALID <nil>
	// true
}

// Locate asks the peers of all hosts: another may have a transaction before the own one.
func ExampleClient_Locate() {
	ctx := context.Background()
	ibm := founded(memledger.New())
	left := must(ibm.Submit(ctx, membership.Leave{Request: client.NewRequest(), Alliance: "hyperledger@industry"}))
	place, err := ibm.Locate(ctx, left.Tx)
	fmt.Println(place.Block, place.Code, err)
	// Output: 3 VALID <nil>
}

// Await waits until the own host's peer has what another host's client has sent.
func ExampleClient_Await() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	intel := connect(chain, "intel@association", "2")
	registered := must(intel.Submit(ctx, membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Intel"},
	}))
	if err := ibm.Await(ctx, registered.Tx); err != nil {
		log.Fatal(err)
	}
	party, err := client.Ask(ctx, ibm, membership.GetParty{ID: "intel@association"})
	fmt.Println(party.Names["en"], err)
	// Output: Intel <nil>
}

// A transaction may be committed without effect: its code says whether it helps to send
// it again.
func ExampleInvalid() {
	err := client.Invalid(client.Place{Tx: "5f", Block: 7, Code: "MVCC_READ_CONFLICT"})
	var fault *client.Fault
	if errors.As(err, &fault) {
		fmt.Println(fault.Kind, fault.Retryable())
	}
	fmt.Println(client.Invalid(client.Place{Tx: "60", Block: 8, Code: client.Valid}))
	// Output:
	// conflict true
	// <nil>
}

// Whatever failed on the way is a Fault, with the step in which it failed and whether
// sending the same again may help.
func ExampleFault() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ibm := connect(memledger.New(), "ibm@industry", "1")
	_, err := ibm.Submit(ctx, membership.Leave{Request: client.NewRequest(), Alliance: "hyperledger@industry"})
	var fault *client.Fault
	if errors.As(err, &fault) {
		fmt.Println(fault.Phase, fault.Kind, fault.Retryable(), errors.Is(err, context.Canceled))
	}
	// Output: propose unavailable true true
}
