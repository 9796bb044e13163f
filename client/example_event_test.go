package client_test

import (
	"context"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

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

// A reader keeps the position of the last event that it has seen, as text.
func ExampleParsePosition() {
	position, err := client.ParsePosition("12.3")
	fmt.Println(position.Block, position.Index, position.Next(), err)
	_, err = client.ParsePosition("12")
	fmt.Println(err)
	// Output:
	// 12 3 12.4 <nil>
	// "12" is not the id of an event, BLOCK.INDEX
}
