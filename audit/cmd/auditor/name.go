package main

import (
	"context"

	"allianceregistry/audit/index"
	"allianceregistry/membership"
)

// joinNonEmpty joins what is not empty, with room between.
func joinNonEmpty(parts ...string) string {
	said := ""
	for _, part := range parts {
		if part != "" && said != "" {
			said += "  "
		}
		said += part
	}
	return said
}

// name is a party's name with its id; the id alone if it has none.
func (a *app) name(ctx context.Context, x *index.Index, id string) (string, error) {
	party, err := record[membership.Party](ctx, x, membership.PartyKey(id))
	if err != nil {
		return id, err
	}
	if name := a.text.Name(party.Names); name != "" {
		return name + " " + id, nil
	}
	return id, nil
}
