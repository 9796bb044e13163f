package console

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// partyActs are what one does to be a party at all.
var partyActs = map[string]act{
	"register": {
		fields: []field{
			{name: "kind", kind: choice, options: kinds},
			{name: "nameZh", kind: line, optional: true},
			{name: "nameEn", kind: line, optional: true},
			{name: "jurisdiction", kind: line, optional: true},
			{name: "uscc", kind: line, optional: true},
			{name: "lei", kind: line, optional: true},
			{name: "recovery", kind: number, optional: true},
		},
		transaction: registration,
	},
}

var kinds = choosing(func(context.Context, *visit, url.Values) ([]string, error) { return charter.Kinds(), nil },
	func(v *visit, one string) option { return option{one, v.Kind(charter.Kind(one))} })

// registration makes a party of what was entered; the days in which a recovery can be vetoed
// are a length of time there.
func registration(_ context.Context, _ *visit, in url.Values, request string) (membership.Transaction, error) {
	t := membership.RegisterParty{
		Request: request, Kind: charter.Kind(in.Get("kind")), Names: form.Names{}, Jurisdiction: reading.Code(in.Get("jurisdiction")),
		USCC: reading.Code(in.Get("uscc")), LEI: reading.Code(in.Get("lei")),
	}
	for lang, field := range map[string]string{"zh": "nameZh", "en": "nameEn"} {
		if name := in.Get(field); name != "" {
			t.Names[lang] = name
		}
	}
	if days := in.Get("recovery"); days != "" {
		number, wrong := input.Number(days)
		if wrong != nil {
			return nil, catalogue.NewError("console.number", "value", refusal.Clip(days))
		}
		t.Recovery = form.Duration(fmt.Sprintf("P%dD", number))
	}
	return t, nil
}

// named is a party's name beside its id, as two hosts have it; the id alone of one that has
// none. A name is worth a question, and no failure.
func (v *visit) named(ctx context.Context, id string) string {
	if !strings.Contains(id, "@") {
		return id
	}
	party, err := client.Agreed(ctx, v.Client, membership.GetParty{ID: id})
	if name := v.Name(party.Names); err == nil && name != "" {
		return name + " · " + id
	}
	return id
}

// unregistered reports whether an error came of the party's not being registered yet.
func (v *visit) unregistered(ctx context.Context, err error) bool {
	if !isUnknown(err) {
		return false
	}
	_, err = client.Ask(ctx, v.Client, membership.GetParty{ID: v.Party})
	return isUnknown(err)
}

func isUnknown(err error) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && denied.Code == refusal.UnknownRecord
}
