package membership_test

import (
	"strings"
	"testing"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// registering is a refusal of a registration, changed from a good one.
func registering(code refusal.Code, change func(*membership.RegisterParty)) denial {
	return denial{code, func(t *testing.T) error {
		transaction := registration(acme, charter.Enterprise)
		change(&transaction)
		_, err := newWorld(t).apply(as(acme), transaction)
		return err
	}}
}

var registrationRefusals = map[string]denial{
	"fail/register: no request": registering(refusal.BadID, func(r *membership.RegisterParty) { r.Request = "" }),
	"fail/register: request with a space": registering(refusal.BadID, func(r *membership.RegisterParty) {
		r.Request = "a b"
	}),
	"fail/register: request too long": registering(refusal.BadID, func(r *membership.RegisterParty) {
		r.Request = strings.Repeat("r", 65)
	}),
	"fail/register: request with U+0000": registering(refusal.BadID, func(r *membership.RegisterParty) {
		r.Request = "a\x00b"
	}),
	"fail/register: no kind":       registering(refusal.BadChoice, func(r *membership.RegisterParty) { r.Kind = "" }),
	"fail/register: as alliance":   registering(refusal.BadChoice, func(r *membership.RegisterParty) { r.Kind = "alliance" }),
	"fail/register: no names":      registering(refusal.Required, func(r *membership.RegisterParty) { r.Names = nil }),
	"fail/register: an empty name": registering(refusal.Required, func(r *membership.RegisterParty) { r.Names = chartertest.En("") }),
	"fail/register: no language": registering(refusal.BadChoice, func(r *membership.RegisterParty) {
		r.Names = form.Names{"EN": "Acme"}
	}),
	"fail/register: a language of four letters": registering(refusal.BadChoice, func(r *membership.RegisterParty) {
		r.Names = form.Names{"engl": "Acme"}
	}),
	"fail/register: too many languages": registering(refusal.TooMany, func(r *membership.RegisterParty) {
		for i := range form.MaxNames {
			r.Names["x"+string(rune('a'+i))] = "Acme"
		}
	}),
	"fail/register: country": registering(refusal.BadCountry, func(r *membership.RegisterParty) { r.Jurisdiction = "XX" }),
	"fail/register: lei": registering(refusal.BadLEI, func(r *membership.RegisterParty) {
		r.LEI = "549300LKFJ962MZ46594"
	}),
	"fail/register: uscc": registering(refusal.BadUSCC, func(r *membership.RegisterParty) {
		r.USCC = "914403001922038217"
	}),
}

// named is a refusal of a name.
func named(code refusal.Code, name string) denial {
	return registering(code, func(r *membership.RegisterParty) { r.Names = chartertest.En(name) })
}

var textRefusals = map[string]denial{
	"fail/text: too long":             named(refusal.TooLong, strings.Repeat("名", form.MaxName+1)),
	"fail/text: U+0000":               named(refusal.BadText, "Ac\x00me"),
	"fail/text: line feed":            named(refusal.BadText, "Ac\nme"),
	"fail/text: escape":               named(refusal.BadText, "Ac\x1b[2Jme"),
	"fail/text: delete":               named(refusal.BadText, "Ac\x7fme"),
	"fail/text: C1 control":           named(refusal.BadText, "Ac\u0085me"),
	"fail/text: line separator":       named(refusal.BadText, "Ac\u2028me"),
	"fail/text: not NFC":              named(refusal.BadText, "Cafe\u0301"),
	"fail/text: right-to-left":        named(refusal.BadText, "Ac\u202eme"),
	"fail/text: isolate":              named(refusal.BadText, "Ac\u2066me"),
	"fail/text: left-to-right mark":   named(refusal.BadText, "Ac\u200eme"),
	"fail/text: zero width space":     named(refusal.BadText, "Ac\u200bme"),
	"fail/text: word joiner":          named(refusal.BadText, "Ac\u2060me"),
	"fail/text: soft hyphen":          named(refusal.BadText, "Ac\u00adme"),
	"fail/text: byte order mark":      named(refusal.BadText, "Ac\ufeffme"),
	"fail/text: tag":                  named(refusal.BadText, "Acme\U000E0041"),
	"fail/text: space at its start":   named(refusal.BadText, " Acme"),
	"fail/text: wide space at an end": named(refusal.BadText, "Acme\u3000"),
	"fail/text: noncharacter":         named(refusal.BadText, "Ac\uffffme"),
	"fail/text: private use":          named(refusal.BadText, "Ac\ue000me"),
	"fail/text: replacement":          named(refusal.BadText, "Ac\ufffdme"),
	"fail/text: not UTF-8":            named(refusal.BadText, "Ac\xffme"),
}
