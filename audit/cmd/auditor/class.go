package main

import (
	"cmp"
	"context"
	"encoding/json"

	"allianceregistry/audit/index"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
)

// calling says the classes of an alliance as the charter of a version calls them, 0
// being the one in force. Of an alliance without a charter the ids stand.
func (a *app) calling(ctx context.Context, x *index.Index, alliance string, version int) (*text.Text, error) {
	kept, err := charterOf(ctx, x, alliance, version)
	return a.text.Calling(text.CalledIn(kept.Charter)), err
}

// callingAt says them as the charter did that was in force at the moment that a roster
// is of; where it is of now, at the time by which it was known.
func (a *app) callingAt(ctx context.Context, x *index.Index, q index.RosterQuery) (*text.Text, error) {
	if q.At = cmp.Or(q.At, q.KnownAt); q.At == "" {
		return a.calling(ctx, x, q.Alliance, 0)
	}
	when, err := x.Moment(ctx, q)
	if err != nil {
		return a.text, err
	}
	kept, err := membership.CharterInForce(when, func(version int) (membership.CharterVersion, error) {
		return charterOf(ctx, x, q.Alliance, version)
	})
	return a.text.Calling(text.CalledIn(kept.Charter)), err
}

// charterOf is an alliance's charter of a version, 0 being the one in force; an
// empty one if there is none.
func charterOf(ctx context.Context, x *index.Index, alliance string, version int) (membership.CharterVersion, error) {
	if version == 0 {
		now, err := record[membership.Alliance](ctx, x, membership.AllianceKey(alliance))
		if err != nil || now.Charter == 0 {
			return membership.CharterVersion{}, err
		}
		version = now.Charter
	}
	return record[membership.CharterVersion](ctx, x, membership.CharterKey(alliance, version))
}

// record reads a record by its key; it is empty if there is none.
func record[R any](ctx context.Context, x *index.Index, key membership.Key) (R, error) {
	var kept R
	raw, err := x.Record(ctx, key)
	if err != nil || raw == nil {
		return kept, err
	}
	return kept, json.Unmarshal(raw, &kept)
}
