package main

import (
	"context"

	"allianceregistry/client"
	"allianceregistry/client/profile"
)

// network is how this program reaches hosts and the ledger. There is one on
// Fabric, which is chosen when the program is built, and one in memory for the
// tests of the commands.
type network interface {
	// Open connects on behalf of a profile's identity.
	Open(ctx context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error)
	// Enroll gets a certificate for a new key from the host's certificate authority.
	Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error)
}
