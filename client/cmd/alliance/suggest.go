package main

import (
	"context"
	"errors"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// suggest adds to a refusal of an id that nobody has the one that may be meant. It
// costs a question more, and nothing is said where that is not answered.
func suggest(ctx context.Context, s session, err error) error {
	var denied *refusal.Error
	if !errors.As(err, &denied) {
		return err
	}
	if like := suggestion(ctx, s, denied); like != "" {
		return catalogue.NewError("suggested", "cause", err, "like", like)
	}
	return err
}

// suggestion is the id that may be meant in the place of the refused one; empty if none.
func suggestion(ctx context.Context, s session, denied *refusal.Error) string {
	switch denied.Code {
	case refusal.UnknownRecord:
		return input.Likely(denied.Params["id"], idsOf(ctx, s, denied.Params["record"]))
	case refusal.BadID:
		field := denied.Params["field"]
		if field != "alliance" {
			field = "party"
		}
		if denied.Params["field"] == "proposal" || denied.Params["field"] == "request" {
			return ""
		}
		return input.Likely(denied.Params["value"], idsOf(ctx, s, field))
	}
	return ""
}

// idsOf lists the ids of the first thousand parties or alliances.
func idsOf(ctx context.Context, s session, record string) (ids []string) {
	switch record {
	case "alliance":
		page, _ := client.Ask(ctx, s.Client, membership.ListAlliances{Size: membership.MaxPage}) // or none
		for _, one := range page.Alliances {
			ids = append(ids, one.ID)
		}
	case "party":
		page, _ := client.Ask(ctx, s.Client, membership.ListParties{Size: membership.MaxPage}) // or none
		for _, one := range page.Parties {
			ids = append(ids, one.ID)
		}
	}
	return ids
}

// likeProfile adds to the error of a profile that there is not the one that may be
// meant.
func (a *app) likeProfile(name string, err error) error {
	if !errors.Is(err, profile.ErrUnknown) {
		return err
	}
	profiles, _, _ := a.home.List() // what can be read
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	if like := input.Likely(name, names); like != "" {
		return catalogue.NewError("suggested", "cause", err, "like", like)
	}
	return err
}
