//go:build gateway

package main

import (
	"context"
	"fmt"
	"path/filepath"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/client/profile"
)

// fabric is the network on fabric-gateway, whose upstream is maintained. One
// process cannot hold it beside fabric-sdk-go: both bring Fabric's messages, in two
// generations.
type fabric struct{}

func (fabric) Open(_ context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error) {
	settings, err := gatewaySettings(p)
	if err != nil {
		return nil, err
	}
	return gateway.Open(settings, identity)
}

func (fabric) Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error) {
	settings, err := gatewaySettings(p)
	if err != nil {
		return client.Identity{}, err
	}
	return gateway.Enroll(ctx, settings, p.Party, secret)
}

// gatewaySettings reads the settings of a profile's host, and refuses those of another. A
// profile that names a connection.yaml, as either build of this program makes them, means
// the gateway.yaml beside it: so a profile serves both.
func gatewaySettings(p profile.Profile) (gateway.Settings, error) {
	path := p.Connection
	if folder, name := filepath.Split(path); name == "connection.yaml" {
		path = filepath.Join(folder, "gateway.yaml")
	}
	settings, err := gateway.ReadSettings(path)
	if err != nil {
		return settings, err
	}
	if settings.Host != p.Host {
		return settings, fmt.Errorf("gateway settings %s are for members of %s, not of %s", path, settings.Host, p.Host)
	}
	settings.Channel, settings.Chaincode = p.Channel, p.Chaincode
	return settings, nil
}
