package main

import (
	"context"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/client/sdk"
)

// network is how this program reaches hosts and the ledger. There is one on
// Fabric, and one in memory for the tests of the commands.
type network interface {
	// Open connects on behalf of a profile's identity.
	Open(ctx context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error)
	// Enroll gets a certificate for a new key from the host's certificate authority.
	Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error)
}

// fabric is the network on fabric-sdk-go.
type fabric struct{}

func (fabric) Open(_ context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error) {
	return sdk.Open(sdk.Settings{Connection: p.Connection, Channel: p.Channel, Chaincode: p.Chaincode}, identity)
}

func (fabric) Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error) {
	return sdk.Enroll(ctx, p.Connection, p.Host, p.Party, secret)
}
