package naming

import (
	"context"
	"errors"
	"time"

	"allianceregistry/client"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Calling says the classes of an alliance as the charter of a version calls them, 0
// being the one in force. Names are worth one question, and no failure: where it is
// not answered the ids stand.
func Calling(ctx context.Context, c *client.Client, said *text.Text, alliance string, version int) *text.Text {
	if alliance == "" {
		return said
	}
	kept, err := client.Ask(ctx, c, membership.GetCharter{Alliance: alliance, Version: version})
	if err != nil {
		return said
	}
	return said.Calling(text.CalledIn(kept.Charter))
}

// CallingAt says them as the charter did that was in force at a moment, as
// membership.GetRoster reads it: empty for now, the number of an epoch for its end, a
// time, or a date for the end of that day.
func CallingAt(ctx context.Context, c *client.Client, said *text.Text, alliance, at string) *text.Text {
	if at == "" {
		return Calling(ctx, c, said, alliance, 0)
	}
	when, err := moment(ctx, c, alliance, at)
	if err != nil {
		return said
	}
	kept, err := c.CharterAt(ctx, alliance, when)
	if err != nil {
		return said
	}
	return said.Calling(text.CalledIn(kept.Charter))
}

// moment is the one that a question is about.
func moment(ctx context.Context, c *client.Client, alliance, at string) (time.Time, error) {
	if epoch, is := membership.ParseEpoch(at); is {
		return c.EpochEnd(ctx, alliance, epoch)
	}
	return membership.ParseMoment(at)
}

// CalledBy is the alliance, and the version of its charter, 0 being the one in force, by
// which classes and organs are called in an error: those of the proposal that it is about,
// or of the transaction, which may be nil. Without such names in the error there is none.
func CalledBy(t membership.Transaction, err error) (alliance string, version int) {
	var refused *client.Refused
	var denied *refusal.Error
	switch {
	case errors.As(err, &refused):
		return refused.Dossier.Proposal.Alliance, refused.Dossier.Proposal.Charter
	case errors.As(err, &denied) && (denied.Params["class"] != "" || denied.Params["organ"] != "" || denied.Params["resolution"] != "" || denied.Params["amendment"] != ""):
		return allianceOf(t), 0
	}
	return "", 0
}

// allianceOf is the alliance of whose classes and organs a transaction speaks.
func allianceOf(t membership.Transaction) string {
	switch t := t.(type) {
	case membership.Join:
		return t.Alliance
	case membership.Propose:
		return t.Alliance
	}
	return ""
}
