package client

import (
	"context"
	"time"

	"allianceregistry/membership"
)

// InForce finds the charter that was in force at a moment: it asks for one version
// after the other, from the one in force now, which is version 0. The zero time is
// now; before the first charter there was the first.
func InForce(at time.Time, version func(int) (membership.CharterVersion, error)) (membership.CharterVersion, error) {
	charter, err := version(0)
	for err == nil && !at.IsZero() && charter.Adopted.Time.After(at) && charter.Version > 1 {
		charter, err = version(charter.Version - 1)
	}
	return charter, err
}

// CharterAt returns the charter that was in force at a moment; see InForce.
func (c *Client) CharterAt(ctx context.Context, alliance string, at time.Time) (membership.CharterVersion, error) {
	return InForce(at, func(version int) (membership.CharterVersion, error) {
		return Ask(ctx, c, membership.GetCharter{Alliance: alliance, Version: version})
	})
}
