package membership_test

import (
	"fmt"
	"strings"
	"testing"

	"allianceregistry/membership"
)

// registering is a refusal of a registration, changed from a good one.
func registering(code membership.Code, change func(*membership.RegisterParty)) refusal {
	return refusal{code, func(t *testing.T) error {
		transaction := registration(acme, membership.Enterprise)
		change(&transaction)
		_, err := newWorld(t).apply(as(acme), transaction)
		return err
	}}
}

var registrationRefusals = map[string]refusal{
	"fail/register: no request": registering(membership.BadID, func(r *membership.RegisterParty) { r.Request = "" }),
	"fail/register: request with a space": registering(membership.BadID, func(r *membership.RegisterParty) {
		r.Request = "a b"
	}),
	"fail/register: request too long": registering(membership.BadID, func(r *membership.RegisterParty) {
		r.Request = strings.Repeat("r", 65)
	}),
	"fail/register: request with U+0000": registering(membership.BadID, func(r *membership.RegisterParty) {
		r.Request = "a\x00b"
	}),
	"fail/register: no kind":       registering(membership.BadChoice, func(r *membership.RegisterParty) { r.Kind = "" }),
	"fail/register: as alliance":   registering(membership.BadChoice, func(r *membership.RegisterParty) { r.Kind = "alliance" }),
	"fail/register: no names":      registering(membership.Required, func(r *membership.RegisterParty) { r.Names = nil }),
	"fail/register: an empty name": registering(membership.Required, func(r *membership.RegisterParty) { r.Names = en("") }),
	"fail/register: no language": registering(membership.BadChoice, func(r *membership.RegisterParty) {
		r.Names = membership.Names{"EN": "Acme"}
	}),
	"fail/register: a language of four letters": registering(membership.BadChoice, func(r *membership.RegisterParty) {
		r.Names = membership.Names{"engl": "Acme"}
	}),
	"fail/register: too many languages": registering(membership.TooMany, func(r *membership.RegisterParty) {
		for i := range membership.MaxNames {
			r.Names["x"+string(rune('a'+i))] = "Acme"
		}
	}),
	"fail/register: country": registering(membership.BadCountry, func(r *membership.RegisterParty) { r.Jurisdiction = "XX" }),
	"fail/register: lei": registering(membership.BadLEI, func(r *membership.RegisterParty) {
		r.LEI = "549300LKFJ962MZ46594"
	}),
	"fail/register: uscc": registering(membership.BadUSCC, func(r *membership.RegisterParty) {
		r.USCC = "914403001922038217"
	}),
}

// named is a refusal of a name.
func named(code membership.Code, name string) refusal {
	return registering(code, func(r *membership.RegisterParty) { r.Names = en(name) })
}

var textRefusals = map[string]refusal{
	"fail/text: too long":             named(membership.TooLong, strings.Repeat("名", membership.MaxName+1)),
	"fail/text: U+0000":               named(membership.BadText, "Ac\x00me"),
	"fail/text: line feed":            named(membership.BadText, "Ac\nme"),
	"fail/text: escape":               named(membership.BadText, "Ac\x1b[2Jme"),
	"fail/text: delete":               named(membership.BadText, "Ac\x7fme"),
	"fail/text: C1 control":           named(membership.BadText, "Ac\u0085me"),
	"fail/text: line separator":       named(membership.BadText, "Ac\u2028me"),
	"fail/text: not NFC":              named(membership.BadText, "Cafe\u0301"),
	"fail/text: right-to-left":        named(membership.BadText, "Ac\u202eme"),
	"fail/text: isolate":              named(membership.BadText, "Ac\u2066me"),
	"fail/text: left-to-right mark":   named(membership.BadText, "Ac\u200eme"),
	"fail/text: zero width space":     named(membership.BadText, "Ac\u200bme"),
	"fail/text: word joiner":          named(membership.BadText, "Ac\u2060me"),
	"fail/text: soft hyphen":          named(membership.BadText, "Ac\u00adme"),
	"fail/text: byte order mark":      named(membership.BadText, "Ac\ufeffme"),
	"fail/text: tag":                  named(membership.BadText, "Acme\U000E0041"),
	"fail/text: space at its start":   named(membership.BadText, " Acme"),
	"fail/text: wide space at an end": named(membership.BadText, "Acme\u3000"),
	"fail/text: noncharacter":         named(membership.BadText, "Ac\uffffme"),
	"fail/text: private use":          named(membership.BadText, "Ac\ue000me"),
	"fail/text: replacement":          named(membership.BadText, "Ac\ufffdme"),
	"fail/text: not UTF-8":            named(membership.BadText, "Ac\xffme"),
}

// chartered is a refusal of a charter, changed from a good one, for three founders.
func chartered(code membership.Code, change func(*membership.Charter)) refusal {
	return refusal{code, func(*testing.T) error {
		charter := charterOf(2, "PT1H", false)
		change(&charter)
		return charter.Validate(3)
	}}
}

var charterRefusals = map[string]refusal{
	"fail/charter: schema":           chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Schema = 2 }),
	"fail/charter: no classes":       chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes = nil }),
	"fail/charter: many classes":     chartered(membership.CharterInvalid, manyClasses),
	"fail/charter: class twice":      chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].ID = "full" }),
	"fail/charter: class id":         chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].ID = "Ob" }),
	"fail/charter: class name":       chartered(membership.Required, func(c *membership.Charter) { c.Classes[1].Names = nil }),
	"fail/charter: no kinds":         chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].Kinds = nil }),
	"fail/charter: founders' class":  chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Founders = "boss" }),
	"fail/charter: no founder votes": chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Founders = "observer" }),
	"fail/charter: unknown kind": chartered(membership.CharterInvalid, func(c *membership.Charter) {
		c.Classes[0].Kinds = []membership.Kind{"alliance"}
	}),
	"fail/charter: unknown right": chartered(membership.CharterInvalid, func(c *membership.Charter) {
		c.Classes[0].Rights = []membership.Right{"vote", "veto"}
	}),
	"fail/charter: right twice": chartered(membership.CharterInvalid, func(c *membership.Charter) {
		c.Classes[0].Rights = []membership.Right{"vote", "vote"}
	}),
	"fail/charter: voting, no duration": chartered(membership.CharterInvalid, voting("a week")),
	"fail/charter: voting too short":    chartered(membership.CharterInvalid, voting("PT9S")),
	"fail/charter: voting too long":     chartered(membership.CharterInvalid, voting("P366DT1S")),
	"fail/charter: counts no votes":     chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Rules.Admit.Pass.Votes = "against" }),
	"fail/charter: needs nobody":        chartered(membership.CharterInvalid, needing(0)),
	"fail/charter: needs a negative":    chartered(membership.CharterInvalid, needing(-1)),
	"fail/charter: out of reach":        chartered(membership.CharterInvalid, needing(4)),
	"fail/charter: out of count":        chartered(membership.CharterInvalid, needing(membership.MaxTally+1)),
}

func manyClasses(c *membership.Charter) {
	for i := range membership.MaxClasses {
		c.Classes = append(c.Classes, c.Classes[0])
		c.Classes[len(c.Classes)-1].ID = fmt.Sprintf("class-%d", i)
	}
}

func voting(period membership.Duration) func(*membership.Charter) {
	return func(c *membership.Charter) { c.Rules.Admit.Voting = period }
}

func needing(votes int) func(*membership.Charter) {
	return func(c *membership.Charter) { c.Rules.Admit.Pass.AtLeast = votes }
}
