package membership_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"allianceregistry/membership"
)

// registering is a refusal of a registration, changed from a good one.
func registering(code membership.Code, change func(*membership.RegisterParty)) denial {
	return denial{code, func(t *testing.T) error {
		transaction := registration(acme, membership.Enterprise)
		change(&transaction)
		_, err := newWorld(t).apply(as(acme), transaction)
		return err
	}}
}

var registrationRefusals = map[string]denial{
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
func named(code membership.Code, name string) denial {
	return registering(code, func(r *membership.RegisterParty) { r.Names = en(name) })
}

var textRefusals = map[string]denial{
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
func chartered(code membership.Code, change func(*membership.Charter)) denial {
	return denial{code, func(*testing.T) error {
		charter := charterOf(2, "PT1H", false)
		change(&charter)
		return charter.ValidateFor(3)
	}}
}

var charterRefusals = map[string]denial{
	"fail/charter: schema":           chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Schema = 2 }),
	"fail/charter: no classes":       chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes = nil }),
	"fail/charter: many classes":     chartered(membership.CharterInvalid, manyClasses),
	"fail/charter: class twice":      chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].ID = "full" }),
	"fail/charter: class id":         chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].ID = "Ob" }),
	"fail/charter: class name":       chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].Names = nil }),
	"fail/charter: no kinds":         chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Classes[1].Kinds = nil }),
	"fail/charter: founders' class":  chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Founders = "boss" }),
	"fail/charter: no founder votes": chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Founders = "observer" }),
	"fail/charter: unknown kind": chartered(membership.CharterInvalid, func(c *membership.Charter) {
		c.Classes[0].Kinds = []membership.Kind{"machine"}
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
	"fail/charter: counts no votes":     chartered(membership.CharterInvalid, func(c *membership.Charter) { c.Rules[membership.Admit].Pass.Votes = "veto" }),
	"fail/charter: needs nobody":        chartered(membership.CharterInvalid, needing(0)),
	"fail/charter: needs a negative":    chartered(membership.CharterInvalid, needing(-1)),
	"fail/charter: out of reach":        chartered(membership.CharterInvalid, needing(4)),
	"fail/charter: out of count":        chartered(membership.CharterInvalid, needing(membership.MaxTally+1)),
}

// ruled is a refusal of a charter with rules about members, changed from a good one.
func ruled(change func(*membership.Charter)) denial {
	return denial{membership.CharterInvalid, func(t *testing.T) error {
		charter := disciplined(charterOf(2, "PT1H", false))
		if err := charter.ValidateFor(3); err != nil {
			return nil // what is changed was good
		}
		change(&charter)
		return charter.ValidateFor(3)
	}}
}

// passing is a refusal of a rule's expression.
func passing(pass membership.Expression) denial {
	return ruled(func(c *membership.Charter) { c.Rules[membership.Admit].Pass = pass })
}

func comparison(votes membership.Count, amount membership.Amount, of membership.Count) membership.Expression {
	return membership.Expression{Votes: votes, AtLeast: amount, Of: of}
}

// nested is a comparison so many deep.
func nested(depth int) membership.Expression {
	if depth == 1 {
		return forVotes(1)
	}
	return membership.Expression{All: []membership.Expression{nested(depth - 1)}}
}

var ruleRefusals = map[string]denial{
	"fail/rule: record date":            ruled(func(c *membership.Charter) { c.RecordDate = "a week" }),
	"fail/rule: record date too long":   ruled(func(c *membership.Charter) { c.RecordDate = "P367D" }),
	"fail/rule: sponsors negative":      ruled(func(c *membership.Charter) { c.Rules[membership.Admit].Sponsors = sponsorsOf(-1) }),
	"fail/rule: more sponsors than are": ruled(sponsors(4, "P1D")),
	"fail/rule: sponsors, no expiry":    ruled(sponsors(1, "")),
	"fail/rule: expiry too short":       ruled(sponsors(1, "PT9S")),
	"fail/rule: expiry, no sponsors":    ruled(sponsors(0, "P1D")),
	"fail/rule: founders cannot sponsor": ruled(func(c *membership.Charter) {
		sponsors(1, "P1D")(c)
		c.Classes[0].Rights = []membership.Right{membership.Vote, membership.ProposeRight}
	}),
	"fail/rule: the subject would have to sponsor": ruled(func(c *membership.Charter) {
		c.Rules[membership.Expel] = &membership.Rule{Sponsors: sponsorsOf(3), Expiry: "P1D", Voting: "PT1H", Pass: forVotes(2)}
	}),
	"fail/rule: founders cannot propose": ruled(func(c *membership.Charter) {
		c.Classes[0].Rights = []membership.Right{membership.Vote}
	}),
	"fail/rule: the subject would have to vote": ruled(func(c *membership.Charter) {
		c.Rules[membership.Expel] = &membership.Rule{Voting: "PT1H", Pass: forVotes(3)}
	}),
	"fail/rule: suspend": ruled(func(c *membership.Charter) { c.Rules[membership.Suspend] = &membership.Rule{Voting: "PT1H"} }),

	"fail/expression: empty":              passing(membership.Expression{}),
	"fail/expression: two kinds":          passing(membership.Expression{Votes: "for", AtLeast: "1", Not: []membership.Expression{forVotes(1)}}),
	"fail/expression: not two":            passing(membership.Expression{Not: []membership.Expression{forVotes(1), forVotes(2)}}),
	"fail/expression: an amount of parts": passing(membership.Expression{All: []membership.Expression{forVotes(1)}, AtLeast: "1"}),
	"fail/expression: of, with parts":     passing(membership.Expression{Any: []membership.Expression{forVotes(1)}, Of: "cast"}),
	"fail/expression: a bad part":         passing(membership.Expression{Any: []membership.Expression{forVotes(1), {Votes: "for"}}}),
	"fail/expression: no amount":          passing(membership.Expression{Votes: "for"}),
	"fail/expression: two amounts":        passing(membership.Expression{Votes: "for", AtLeast: "1", AtMost: "2"}),
	"fail/expression: unknown count":      passing(comparison("shares", "1", "")),
	"fail/expression: counts all":         passing(comparison("electorate", "1", "")),
	"fail/expression: of what is no base": passing(comparison("for", "1/2", "against")),
	"fail/expression: a share of hosts":   passing(comparison("hosts", "1/2", "electorate")),
	"fail/expression: fraction of what":   passing(comparison("for", "1/2", "")),
	"fail/expression: more than all":      passing(comparison("for", "3/2", "cast")),
	"fail/expression: no number":          passing(comparison("for", "half", "cast")),
	"fail/expression: nought below":       passing(comparison("for", "1/0", "cast")),
	"fail/expression: above all":          passing(membership.Expression{Votes: "for", MoreThan: "1", Of: "electorate"}),
	"fail/expression: always met":         passing(membership.Expression{Votes: "against", AtMost: "3"}),
	"fail/expression: met by its parts":   passing(membership.Expression{Any: []membership.Expression{forVotes(2), forVotes(0)}}),
	"fail/expression: never met":          passing(membership.Expression{Not: []membership.Expression{forVotes(0)}}),
	"fail/expression: too deep":           passing(nested(membership.MaxDepth + 1)),
	"fail/expression: too many":           passing(membership.Expression{All: slices.Repeat([]membership.Expression{forVotes(1)}, membership.MaxExpressions)}),
}

func sponsors(count int, expiry membership.Duration) func(*membership.Charter) {
	return func(c *membership.Charter) {
		c.Rules[membership.Admit].Sponsors, c.Rules[membership.Admit].Expiry = sponsorsOf(count), expiry
		if count == 0 {
			c.Rules[membership.Admit].Sponsors = nil
		}
	}
}

func manyClasses(c *membership.Charter) {
	for i := range membership.MaxClasses {
		c.Classes = append(c.Classes, c.Classes[0])
		c.Classes[len(c.Classes)-1].ID = fmt.Sprintf("class-%d", i)
	}
}

func voting(period membership.Duration) func(*membership.Charter) {
	return func(c *membership.Charter) { c.Rules[membership.Admit].Voting = period }
}

func needing(votes int) func(*membership.Charter) {
	return func(c *membership.Charter) { c.Rules[membership.Admit].Pass = forVotes(votes) }
}
