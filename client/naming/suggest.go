package naming

import (
	"context"
	"errors"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Suggest adds to a refusal of an id that nobody has the one that may be meant. It
// costs a question more, and nothing is said where that is not answered.
func Suggest(ctx context.Context, c *client.Client, err error) error {
	var denied *refusal.Error
	if !errors.As(err, &denied) {
		return err
	}
	if like := suggestion(ctx, c, denied); like != "" {
		return catalogue.NewError("suggested", "cause", err, "like", like)
	}
	return err
}

// suggestion is the id that may be meant in the place of the refused one; empty if none.
func suggestion(ctx context.Context, c *client.Client, denied *refusal.Error) string {
	switch denied.Code {
	case refusal.UnknownRecord:
		return input.Likely(denied.Params["id"], idsOf(ctx, c, denied.Params["record"]))
	case refusal.BadID:
		field := denied.Params["field"]
		if field != "alliance" {
			field = "party"
		}
		if denied.Params["field"] == "proposal" || denied.Params["field"] == "request" {
			return ""
		}
		return input.Likely(denied.Params["value"], idsOf(ctx, c, field))
	}
	return ""
}

// idsOf lists the ids of the first thousand parties or alliances.
func idsOf(ctx context.Context, c *client.Client, record string) (ids []string) {
	switch record {
	case "alliance":
		page, _ := client.Ask(ctx, c, membership.ListAlliances{Size: membership.MaxPage}) // or none
		for _, one := range page.Alliances {
			ids = append(ids, one.ID)
		}
	case "party":
		page, _ := client.Ask(ctx, c, membership.ListParties{Size: membership.MaxPage}) // or none
		for _, one := range page.Parties {
			ids = append(ids, one.ID)
		}
	}
	return ids
}
