//go:build !gateway

package main

import (
	"context"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/client/sdk"
)

// fabric is the network on fabric-sdk-go.
type fabric struct{}

func (fabric) Open(_ context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error) {
	return sdk.Open(sdk.Settings{Connection: p.Connection, Channel: p.Channel, Chaincode: p.Chaincode}, identity)
}

func (fabric) Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error) {
	return sdk.Enroll(ctx, p.Connection, p.Host, p.Party, secret)
}
