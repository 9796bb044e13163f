package main

import (
	"context"
	"errors"
	"strings"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/membership/refusal"
)

// suggest adds to a refusal of an id that nobody has the one that may be meant.
func suggest(ctx context.Context, x *index.Index, err error) error {
	var denied *refusal.Error
	if !errors.As(err, &denied) {
		return err
	}
	word, record := denied.Params["id"], denied.Params["record"]
	switch {
	case denied.Code == refusal.BadID:
		word, record = denied.Params["value"], "party"
		if denied.Params["field"] == "alliance" {
			record = "alliance"
		}
	case denied.Code != refusal.UnknownRecord:
		return err
	case record == "proposal" || record == "epoch": // of an alliance, if there is that
		alliance, _, of := strings.Cut(word, " ")
		if !of {
			return err
		}
		word, record = alliance, "alliance"
	}
	ids, failed := x.IDs(ctx, record)
	if failed != nil {
		return err // it is the refusal that matters
	}
	if like := input.Likely(word, ids); like != "" && like != word {
		return catalogue.NewError("suggested", "cause", err, "like", like)
	}
	return err
}
