package console

import (
	"context"
	"net/url"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// recordActs are what members record that the charter names for it: figures, and until when
// dues are paid.
var recordActs = map[string]act{
	"figure": {
		fields: []field{allianceField, {name: "figure", kind: choice, options: figures}, {name: "value", kind: number}, {name: "note", kind: line, optional: true}, evidenceField, asField},
		transaction: func(_ context.Context, _ *visit, in url.Values, request string) (membership.Transaction, error) {
			value, wrong := input.Number(in.Get("value"))
			if wrong != nil {
				return nil, catalogue.NewError("console.number", "value", refusal.Clip(in.Get("value")))
			}
			return membership.RecordFigure{
				Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Figure: in.Get("figure"), Value: value,
				Note: in.Get("note"), Evidence: in.Get("evidence"),
			}, nil
		},
	},
	"dues": {
		fields: []field{allianceField, memberField, {name: "until", kind: date}, evidenceField, asField},
		transaction: func(_ context.Context, _ *visit, in url.Values, request string) (membership.Transaction, error) {
			until, err := endOf(in.Get("until"))
			return membership.RecordPayment{
				Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Party: in.Get("subject"), Until: until, Evidence: in.Get("evidence"),
			}, err
		},
	},
}
