package client_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// New puts a client on a connection, which sdk.Open and gateway.Open make on a network.
// Whoever opened the connection closes it.
func ExampleNew() {
	ledger := memory.Open(memledger.New(), membership.Caller{
		MSP: "industry", Key: strings.Repeat("1", 64), Party: "ibm@industry",
	})
	defer func() { _ = ledger.Close() }()
	ibm := client.New(ledger, client.WithAttempts(3), client.WithPause(20*time.Millisecond))
	fmt.Println(len(must(ibm.Parties(context.Background()))))
	// Output: 0
}

// Ask asks one question; the answer has the question's own type.
func ExampleAsk() {
	ibm := founded(memledger.New())
	alliance, err := client.Ask(context.Background(), ibm, membership.GetAlliance{ID: "hyperledger@industry"})
	fmt.Println(alliance.Status, alliance.Founders, err)
	// Output: open [ibm@industry] <nil>
}

// Agreed asks all hosts, so that what is signed does not rest on the word of one. A
// ledger in memory has a single host, whose word has to do.
func ExampleAgreed() {
	ibm := founded(memledger.New())
	version, err := client.Agreed(context.Background(), ibm, membership.GetCharter{Alliance: "hyperledger@industry"})
	fmt.Println(version.Version, version.Charter.Founders, err)
	// Output: 1 member <nil>
}

// Height counts the blocks, beginning with number 0, which configures the channel.
func ExampleClient_Height() {
	ibm := founded(memledger.New()) // two transactions, each in a block of its own
	fmt.Println(ibm.Height(context.Background()))
	// Output: 3 <nil>
}

// Version is answered by the chaincode itself, which a ledger in memory does not have:
// on a network it says what the chaincode is, and as whom it sees the client.
func ExampleClient_Version() {
	ibm := connect(memledger.New(), "ibm@industry", "1")
	version, err := ibm.Version(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(version))
}
