package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// connect opens a client for a party on a chain in memory. A program of a member
// opens sdk.Open(settings, identity) in its place.
func connect(chain *memledger.Ledger, party, key string) *client.Client {
	_, host, _ := strings.Cut(party, "@")
	return client.New(memory.Open(chain, membership.Caller{Host: host, Key: strings.Repeat(key, 64), Party: party}))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// founded has one party found an alliance that admits by one vote.
func founded(chain *memledger.Ledger) *client.Client {
	ibm := connect(chain, "ibm@industry", "1")
	ctx := context.Background()
	must(ibm.Submit(ctx, membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "IBM"},
	}))
	must(ibm.Submit(ctx, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "hyperledger", Names: form.Names{"en": "Hyperledger"},
		Founders: []string{"ibm@industry"},
		Charter: charter.Charter{
			Schema: 1, Founders: "member",
			Classes: []charter.Class{{
				ID: "member", Names: form.Names{"en": "Member"},
				Kinds: []charter.Kind{charter.Enterprise}, Rights: []charter.Right{charter.Vote},
			}},
			Rules: charter.Rules{charter.Admit: {
				LockOut: charter.LockOutAccepted,
				Voting:  "P7D", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
			}},
		},
	}))
	return ibm
}

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

// Ask asks one question; the answer has the question's own type.
func ExampleAsk() {
	ibm := founded(memledger.New())
	alliance, err := client.Ask(context.Background(), ibm, membership.GetAlliance{ID: "hyperledger@industry"})
	fmt.Println(alliance.Status, alliance.Founders, err)
	// Output: open [ibm@industry] <nil>
}

// A party joins, a member endorses, the decision admits it, and the roster shows it.
func ExampleClient_Roster() {
	ctx, chain := context.Background(), memledger.New()
	ibm, intel := founded(chain), connect(chain, "intel@association", "2")
	must(intel.Submit(ctx, membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Intel"},
	}))
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

// Lists are read page by page behind one call. An open alliance is a party too:
// it may join others by mandate.
func ExampleClient_Alliances() {
	ctx := context.Background()
	ibm := founded(memledger.New())
	for _, alliance := range must(ibm.Alliances(ctx)) {
		fmt.Println(alliance.ID, alliance.Names["en"])
	}
	fmt.Println(len(must(ibm.Parties(ctx))), len(must(ibm.Proposals(ctx, "hyperledger@industry"))),
		len(must(ibm.Memberships(ctx, "ibm@industry"))))
	// Output:
	// hyperledger@industry Hyperledger
	// 2 0 1
}

// Events are read from any one on; a program that stops goes on after the last
// that it has seen.
func ExampleClient_Events() {
	chain := memledger.New()
	ibm := founded(chain)
	height := must(ibm.Height(context.Background()))
	var last client.Position
	for event, err := range ibm.Events(context.Background(), last, height) {
		fmt.Println(event.Position, event.Event.Type, err)
		last = event.Position
	}
	intel := connect(chain, "intel@association", "2")
	must(intel.Submit(context.Background(), membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Intel"},
	}))
	for event, err := range ibm.Events(context.Background(), last.Next(), client.NoEnd) {
		fmt.Println(event.Position, event.Event.Type, event.Event.Party, err)
		break // this one goes on for ever
	}
	// Output:
	// 1.0 PartyRegistered <nil>
	// 2.0 AllianceOpened <nil>
	// 3.0 PartyRegistered intel@association <nil>
}

// An affiliate group counts once both sides have said so: who controls it finds who waits
// for its consent in its inbox.
func ExampleClient_Affiliates() {
	ctx, chain := context.Background(), memledger.New()
	ibm := founded(chain)
	redhat := connect(chain, "redhat@industry", "2")
	must(redhat.Submit(ctx, membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Red Hat"},
	}))
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
