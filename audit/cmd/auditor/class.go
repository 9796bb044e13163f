package main

import (
	"context"
	"encoding/json"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/input"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
)

// calling says the classes of an alliance as the charter of a version calls them, 0
// being the one in force. Of an alliance without a charter the ids stand.
func (a *app) calling(ctx context.Context, x *index.Index, alliance string, version int) (*text.Text, error) {
	kept, err := charterOf(ctx, x, alliance, version)
	return a.text.Calling(text.CalledIn(kept.Charter)), err
}

// callingAt says them as the charter did that was in force at the moment that a
// roster is asked for.
func (a *app) callingAt(ctx context.Context, x *index.Index, q index.RosterQuery) (*text.Text, error) {
	when, err := momentOf(ctx, x, q)
	if err != nil {
		return a.text, err
	}
	kept, err := membership.CharterInForce(when, func(version int) (membership.CharterVersion, error) {
		return charterOf(ctx, x, q.Alliance, version)
	})
	return a.text.Calling(text.CalledIn(kept.Charter)), err
}

// momentOf is the moment that a roster is of: of an epoch the one that ended it. The
// zero time is now.
func momentOf(ctx context.Context, x *index.Index, q index.RosterQuery) (time.Time, error) {
	if epoch, is := membership.ParseEpoch(q.At); is {
		closing, err := record[membership.Closing](ctx, x, membership.ClosingKey(q.Alliance, epoch))
		return closing.Stamp.Time, err
	}
	for _, said := range []string{q.At, q.KnownAt} {
		if when, wrong := input.Moment(said, input.End); wrong == nil {
			return when, nil
		}
	}
	return time.Time{}, nil
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
