package gateway_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/membership"
)

// An auditor enrolls once, with the secret that its host gave it, and keeps the
// identity.
func ExampleEnroll() {
	settings, err := gateway.ReadSettings("gateway.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	identity, err := gateway.Enroll(context.Background(), settings, "auditor@industry", "its secret")
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

// A program that only asks opens the ledger, and does the rest through Client.
func ExampleOpen() {
	var settings gateway.Settings // from ReadSettings
	var identity client.Identity  // from Enroll
	ledger, err := gateway.Open(settings, identity)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ledger.Close() }()
	party, err := client.Ask(context.Background(), client.New(ledger), membership.GetParty{ID: "cisco@industry"})
	fmt.Println(party.Names, err)
}

// An auditor asks each host's peer by itself, and holds their answers side by side.
func ExampleOpenPeers() {
	var settings gateway.Settings // from ReadSettings
	var identity client.Identity  // from Enroll
	peers, err := gateway.OpenPeers(settings, identity)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, peer := range peers {
		info, err := peer.Info(context.Background())
		fmt.Println(peer.Name(), info.Height, hex.EncodeToString(info.Hash), err)
		_ = peer.Close()
	}
}
