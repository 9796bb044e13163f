package main

import (
	"context"
	"errors"
	"strings"

	"allianceregistry/audit/index"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
)

// suggest adds to a refusal of an id that nobody has the one that may be meant.
func suggest(ctx context.Context, x *index.Index, err error) error {
	var refusal *membership.Error
	if !errors.As(err, &refusal) {
		return err
	}
	word, record := refusal.Params["id"], refusal.Params["record"]
	switch {
	case refusal.Code == membership.BadID:
		word, record = refusal.Params["value"], "party"
		if refusal.Params["field"] == "alliance" {
			record = "alliance"
		}
	case refusal.Code != membership.UnknownRecord:
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
		return mishap("suggested", "cause", err, "like", like)
	}
	return err
}
