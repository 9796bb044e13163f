package membership_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// claiming is a good claim of cisco's about acme, changed.
func claiming(change func(*membership.StateClaim)) membership.StateClaim {
	claim := membership.StateClaim{
		Request: "claim", About: acme, What: "platform", Value: "Corda", Role: "develops", From: "2016", AsOf: "2026-03-01", Source: "a page",
	}
	change(&claim)
	return claim
}

var (
	corda     = claiming(func(*membership.StateClaim) {})
	described = membership.DescribeAlliance{
		Request: "describe", Slug: "zgc2", Names: chartertest.En("The second"), Aliases: []string{"Z2"}, Sector: "computing", Source: "a page",
	}
)

func correcting(reason string) membership.CorrectParty {
	return membership.CorrectParty{Request: "correct", Names: chartertest.En("New"), Reason: reason}
}

// describedAs is a description, changed from a good one.
func describedAs(change func(*membership.DescribeAlliance)) membership.DescribeAlliance {
	description := described
	change(&description)
	return description
}

func foundingOf(slug string, founders ...string) membership.FoundAlliance {
	transaction := founding(withMandates, founders...)
	transaction.Request, transaction.Slug = "found-"+slug, slug
	return transaction
}

// claimed is the id of the only claim about somebody.
func (w *world) claimed(about string) string {
	w.t.Helper()
	claims := ask(w, membership.ListClaims{About: about}).Claims
	require.Len(w.t, claims, 1)
	return claims[0].Claim.ID
}

func attesting(request, claim string, position charter.Position) membership.Attest {
	return membership.Attest{Request: request, About: acme, Claim: claim, Position: position}
}

// attested is a refusal of a position on cisco's claim about acme, sent as one
// about somebody.
func attested(code refusal.Code, party, about string, position charter.Position, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, withMandates)
		w.must(as(cisco), corda)
		transaction := attesting("attest", w.claimed(acme), position)
		transaction.About = about
		for _, prepared := range prepare {
			prepared(w)
		}
		now := w.now
		w.refused(code, as(party), transaction)
		w.now = now
		_, err := w.apply(as(party), transaction)
		return err
	}}
}

var recordRefusals = map[string]denial{
	"fail/claim: about nobody":          acted(refusal.UnknownRecord, as(cisco), claiming(func(c *membership.StateClaim) { c.About = "x@industry" })),
	"fail/claim: no subject":            acted(refusal.BadID, as(cisco), claiming(func(c *membership.StateClaim) { c.About = "" })),
	"fail/claim: no source":             acted(refusal.Required, as(cisco), claiming(func(c *membership.StateClaim) { c.Source = "" })),
	"fail/claim: no value":              acted(refusal.Required, as(cisco), claiming(func(c *membership.StateClaim) { c.Value = "" })),
	"fail/claim: a day that is none":    acted(refusal.BadTime, as(cisco), claiming(func(c *membership.StateClaim) { c.From = "2026-02-30" })),
	"fail/claim: a time":                acted(refusal.BadTime, as(cisco), claiming(func(c *membership.StateClaim) { c.AsOf = "2026-03-01T00:00:00Z" })),
	"fail/claim: a month that is none":  acted(refusal.BadTime, as(cisco), claiming(func(c *membership.StateClaim) { c.To = "2026-13" })),
	"fail/claim: by a delegate":         acted(refusal.NeedsOfficer, with(as(cisco), "clerk"), corda, sends(as(cisco), adding("a", "clerk", membership.Delegate))),
	"fail/claim: an LEI that is none":   acted(refusal.BadLEI, as(cisco), identifying(acme, "lei", leis[0][1:])),
	"fail/claim: a USCC that is none":   acted(refusal.BadUSCC, as(cisco), identifying(acme, "USCC", leis[0])),
	"fail/claim: an LEI in small":       acted(refusal.BadLEI, as(cisco), identifying(acme, "LEI", strings.ToLower(leis[0]))),
	"fail/claim: an LEI in groups":      acted(refusal.BadLEI, as(cisco), identifying(acme, "LEI", leis[0][:4]+" "+leis[0][4:])),
	"fail/attest: one's own":            attested(refusal.OwnClaim, cisco, acme, membership.Attests),
	"fail/attest: no position":          attested(refusal.BadChoice, cas, acme, charter.For),
	"fail/attest: under another":        attested(refusal.UnknownRecord, cas, cas, membership.Attests),
	"fail/attest: older than the claim": attested(refusal.TimeReversed, cas, acme, membership.Attests, back),
	"fail/attest: no claim":             acted(refusal.BadID, as(cas), membership.Attest{Request: "a", About: acme, Claim: "c", Position: membership.Attests}),
	"fail/attest: older than one's earlier": attested(refusal.TimeReversed, cas, acme, membership.Disputes, func(w *world) {
		w.wait(time.Hour)
		w.must(as(cas), attesting("first", w.claimed(acme), membership.Attests))
	}, back),
	"fail/correct: no reason":       acted(refusal.Required, as(acme), correcting("")),
	"fail/correct: no names":        acted(refusal.Required, as(acme), membership.CorrectParty{Request: "c", Reason: "r"}),
	"fail/correct: lei":             acted(refusal.BadLEI, as(acme), membership.CorrectParty{Request: "c", Names: chartertest.En("A"), LEI: "1", Reason: "r"}),
	"fail/correct: uscc":            acted(refusal.BadUSCC, as(acme), membership.CorrectParty{Request: "c", Names: chartertest.En("A"), USCC: "1", Reason: "r"}),
	"fail/correct: country":         acted(refusal.BadCountry, as(acme), membership.CorrectParty{Request: "c", Names: chartertest.En("A"), Jurisdiction: "XX", Reason: "r"}),
	"fail/correct: backwards":       acted(refusal.TimeReversed, as(acme), correcting("r"), waits(-time.Hour)),
	"fail/correct: an alliance":     acted(refusal.UnknownKey, as(zgc), correcting("r")),
	"fail/correct: the kind":        parsing(refusal.UnknownField, "CorrectParty", `{"kind":"academic"}`),
	"fail/correct: the delay":       parsing(refusal.UnknownField, "CorrectParty", `{"recovery":"PT10S"}`),
	"fail/describe: twice":          acted(refusal.IDTaken, as(acme), described, sends(as(cisco), described)),
	"fail/describe: what is open":   acted(refusal.IDTaken, as(cisco), describedAs(func(d *membership.DescribeAlliance) { d.Slug = "zgc" })),
	"fail/describe: a party":        acted(refusal.IDTaken, as(cisco), describedAs(func(d *membership.DescribeAlliance) { d.Slug = "acme" })),
	"fail/describe: no source":      acted(refusal.Required, as(cisco), describedAs(func(d *membership.DescribeAlliance) { d.Source = "" })),
	"fail/describe: an empty alias": acted(refusal.Required, as(cisco), describedAs(func(d *membership.DescribeAlliance) { d.Aliases = []string{""} })),
	"fail/describe: many aliases": acted(refusal.TooMany, as(cisco), describedAs(func(d *membership.DescribeAlliance) {
		d.Aliases = strings.Split(strings.Repeat("a,", 20)+"a", ",")
	})),
	"fail/described: joined":          acted(refusal.AllianceNotOpen, as(lab), membership.Join{Request: "j", Alliance: "zgc2@industry", Class: "full"}, sends(as(cisco), described)),
	"fail/described: consented to":    acted(refusal.AllianceNotForming, as(cas), membership.Consent{Request: "c", Alliance: "zgc2@industry", Charter: keyOf("c")}, sends(as(cisco), described)),
	"fail/described: superseded":      acted(refusal.IDTaken, as(acme), described, sends(as(cisco), described), sends(as("zgc2@industry"), registration("zgc2@industry", charter.Enterprise))),
	"fail/described: a founder":       acted(refusal.UnknownRecord, as(cisco), foundingOf("zgc3", cisco, cas, "zgc2@industry"), sends(as(cisco), described)),
	"fail/described: founded before":  acted(refusal.TimeReversed, as(cisco), foundingOf("zgc2", cisco, cas, forum), sends(as(cisco), described), back),
	"fail/described: founded twice":   acted(refusal.IDTaken, as(acme), foundingOf("zgc2", acme, cisco, cas), sends(as(cisco), described), sends(as(cisco), foundingOf("zgc2", cisco, cas, forum))),
	"fail/described: described again": acted(refusal.IDTaken, as(acme), described, sends(as(cisco), described), sends(as(cisco), foundingOf("zgc2", cisco, cas, forum))),
	"fail/ask: recovery, none":        asking(refusal.UnknownRecord, "GetRecovery", `{"party":"acme@industry"}`),
	"fail/ask: mandates, unknown":     asking(refusal.UnknownRecord, "ListMandates", `{"alliance":"x@industry"}`),
	"fail/ask: mandates, of a party":  asking(refusal.UnknownRecord, "ListMandates", `{"alliance":"acme@industry"}`),
	"fail/ask: claims, about nobody":  asking(refusal.UnknownRecord, "ListClaims", `{"about":"x@industry"}`),
	"fail/ask: claimants, no scheme":  asking(refusal.BadChoice, "ListClaimants", `{"scheme":"duns","value":"1"}`),
	"fail/ask: claimants, no value":   asking(refusal.Required, "ListClaimants", `{"scheme":"lei","value":""}`),
	"fail/ask: claimants, no code":    asking(refusal.BadLEI, "ListClaimants", `{"scheme":"lei","value":"1"}`),
	"fail/ask: claimants, other code": asking(refusal.BadUSCC, "ListClaimants", `{"scheme":"uscc","value":"`+leis[0]+`"}`),
	"fail/ask: bookmark of claimants": asking(refusal.BadBookmark, "ListClaimants", `{"scheme":"lei","value":"`+leis[0]+`","bookmark":"x"}`),
	"fail/ask: versions, unknown":     asking(refusal.UnknownRecord, "GetPartyHistory", `{"party":"x@industry"}`),
	"fail/ask: bookmark of versions":  asking(refusal.BadBookmark, "GetPartyHistory", `{"party":"acme@industry","bookmark":"x"}`),
	"fail/ask: bookmark of claims":    asking(refusal.BadBookmark, "ListClaims", `{"about":"acme@industry","bookmark":"x"}`),
	"fail/ask: bookmark of a mandate": asking(refusal.BadBookmark, "ListMandates", `{"alliance":"zgc@industry","bookmark":"x"}`),
}
