package main

import (
	"context"
	"errors"
	"time"

	"allianceregistry/client"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// isForPeople reports whether a person reads the answer, and not a program.
func (a *app) isForPeople() bool { return a.Output == view.Table || a.Output == view.Spreadsheet }

// calling says the classes of an alliance as the charter of a version calls them, 0
// being the one in force. Names are worth one question, and no failure: where it is
// not answered the ids stand.
func (a *app) calling(ctx context.Context, s session, alliance string, version int) *text.Text {
	if !a.isForPeople() || alliance == "" {
		return a.text
	}
	kept, err := client.Ask(ctx, s.Client, membership.GetCharter{Alliance: alliance, Version: version})
	if err != nil {
		return a.text
	}
	return a.text.Calling(text.CalledIn(kept.Charter))
}

// callingAt says them as the charter did that was in force at a moment, as
// membership.GetRoster reads it: empty for now, the number of an epoch for its end, a
// time, or a date for the end of that day.
func (a *app) callingAt(ctx context.Context, s session, alliance, at string) *text.Text {
	if at == "" || !a.isForPeople() {
		return a.calling(ctx, s, alliance, 0)
	}
	when, err := s.moment(ctx, alliance, at)
	if err != nil {
		return a.text
	}
	kept, err := s.CharterAt(ctx, alliance, when)
	if err != nil {
		return a.text
	}
	return a.text.Calling(text.CalledIn(kept.Charter))
}

// moment is the one that a question is about.
func (s session) moment(ctx context.Context, alliance, at string) (time.Time, error) {
	if epoch, is := membership.ParseEpoch(at); is {
		return s.EpochEnd(ctx, alliance, epoch)
	}
	return membership.ParseMoment(at)
}

// nameAfterCharter says also in a refusal what the charter calls things: of the proposal
// that it is about, or of the alliance of the transaction.
func (a *app) nameAfterCharter(ctx context.Context, s session, t membership.Transaction, err error) {
	var refused *client.Refused
	var denied *refusal.Error
	switch {
	case errors.As(err, &refused):
		a.text = a.calling(ctx, s, refused.Dossier.Proposal.Alliance, refused.Dossier.Proposal.Charter)
	case errors.As(err, &denied) && (denied.Params["class"] != "" || denied.Params["organ"] != ""):
		a.text = a.calling(ctx, s, allianceOf(t), 0)
	}
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
