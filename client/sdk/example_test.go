package sdk_test

import (
	"context"
	"errors"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// A party enrolls once, with the secret that its host gave it, and keeps the
// identity.
func ExampleEnroll() {
	identity, err := sdk.Enroll(context.Background(), "connection.yaml", "industry", "cisco@industry", "its secret")
	var fault *client.Fault
	switch {
	case errors.Is(err, client.ErrNotAuthenticated):
		fmt.Println("ask the host for the secret:", err)
	case errors.As(err, &fault) && fault.Retryable():
		fmt.Println("try again later:", fault)
	case err == nil:
		fmt.Printf("%s%s", identity.Certificate, identity.Key)
	}
}

// A program opens the ledger for an identity, and does the rest through Client.
func ExampleOpen() {
	var identity client.Identity // from Enroll
	ledger, err := sdk.Open(sdk.Settings{Connection: "connection.yaml", Channel: "registry", Chaincode: "registry"}, identity)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ledger.Close() }()
	party, err := client.Ask(context.Background(), client.New(ledger), membership.GetParty{ID: "cisco@industry"})
	fmt.Println(party.Names, err)
}

// Submit is one attempt. Its error is a refusal by the rules or a fault.
func ExampleLedger_Submit() {
	var ledger *sdk.Ledger // from Open
	commit, err := ledger.Submit(context.Background(), "Decide", []byte(`{"request": "r-1", "proposal": "p-1"}`))
	var denied *refusal.Error
	var fault *client.Fault
	switch {
	case errors.As(err, &denied):
		fmt.Println("refused:", denied.Code, denied.Params)
	case errors.As(err, &fault):
		fmt.Println("failed:", fault.Phase, fault.Kind, fault.Tx)
	default:
		fmt.Println("committed in block", commit.Block)
	}
}
