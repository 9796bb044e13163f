package client

import (
	"context"
	"time"

	"allianceregistry/membership"
)

// CharterAt returns the charter that was in force at a moment; see
// membership.CharterInForce.
func (c *Client) CharterAt(ctx context.Context, alliance string, at time.Time) (membership.CharterVersion, error) {
	return membership.CharterInForce(at, func(version int) (membership.CharterVersion, error) {
		return Ask(ctx, c, membership.GetCharter{Alliance: alliance, Version: version})
	})
}
