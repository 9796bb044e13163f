package membership_test

import (
	"strings"
	"testing"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

const minute = time.Minute

// founded is a refusal of a founding, changed from a good one.
func founded(code refusal.Code, change func(*membership.FoundAlliance)) denial {
	return denial{code, func(t *testing.T) error {
		w := populated(t)
		transaction := founding(chartertest.Basic(2, "PT1H", false), cisco, cas, forum)
		change(&transaction)
		w.refused(code, as(cisco), transaction)
		_, err := w.apply(as(cisco), transaction)
		return err
	}}
}

func founders(ids ...string) func(*membership.FoundAlliance) {
	return func(f *membership.FoundAlliance) { f.Founders = ids }
}

var foundingRefusals = map[string]denial{
	"fail/found: slug":              founded(refusal.BadID, func(f *membership.FoundAlliance) { f.Slug = "zgc@industry" }),
	"fail/found: slug of 64":        founded(refusal.BadID, func(f *membership.FoundAlliance) { f.Slug = strings.Repeat("z", 64) }),
	"fail/found: scope":             founded(refusal.BadChoice, func(f *membership.FoundAlliance) { f.Scope = "galactic" }),
	"fail/found: sector":            founded(refusal.TooLong, func(f *membership.FoundAlliance) { f.Sector = strings.Repeat("s", form.MaxWord+1) }),
	"fail/found: country":           founded(refusal.BadCountry, func(f *membership.FoundAlliance) { f.Jurisdiction = "cn" }),
	"fail/found: no founders":       founded(refusal.Required, founders()),
	"fail/found: too many founders": founded(refusal.TooMany, founders(make([]string, membership.MaxFounders+1)...)),
	"fail/found: founder is no id":  founded(refusal.BadID, founders(cisco, "cas")),
	"fail/found: founder repeated":  founded(refusal.FounderRepeated, founders(cisco, cas, cisco)),
	"fail/found: not a founder":     founded(refusal.NotAFounder, founders(cas, forum)),
	"fail/found: unknown founder":   founded(refusal.UnknownRecord, founders(cisco, cas, "ghost@industry")),
	"fail/found: kind of a founder": founded(refusal.KindNotAdmitted, founders(cisco, cas, person)),
	"fail/found: charter":           founded(refusal.CharterInvalid, founders(cisco)), // two votes of one founder
	"fail/found: a seat by no number of votes": founded(refusal.CharterInvalid, func(f *membership.FoundAlliance) {
		f.Charter = chartertest.WholeWith(func(c *charter.Charter) {
			c.Rules[charter.SeatAction].Pass = charter.Expression{Votes: charter.CountFor}
		})
	}),
	"fail/found: id taken by a party": founded(refusal.IDTaken, func(f *membership.FoundAlliance) {
		f.Slug = "acme"
	}),
	"fail/found: id taken by an alliance": {refusal.IDTaken, func(t *testing.T) error {
		w := forming(t, chartertest.Basic(2, "PT1H", false))
		again := founding(chartertest.Basic(1, "PT1H", false), acme)
		_, err := w.apply(as(acme), again)
		return err
	}},
}

// consented is a refusal of a consent, in an alliance where cisco has consented.
func consented(code refusal.Code, party string, change func(*membership.Consent), prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := forming(t, chartertest.Basic(2, "PT1H", false))
		for _, prepared := range prepare {
			prepared(w)
		}
		transaction := consenting(t, chartertest.Basic(2, "PT1H", false))
		change(&transaction)
		w.refused(code, as(party), transaction)
		_, err := w.apply(as(party), transaction)
		return err
	}}
}

func back(w *world) { w.wait(-minute) }

var consentRefusals = map[string]denial{
	"fail/consent: unknown alliance": consented(refusal.UnknownRecord, cas, func(c *membership.Consent) { c.Alliance = "x@industry" }),
	"fail/consent: no id":            consented(refusal.BadID, cas, func(c *membership.Consent) { c.Alliance = "zgc" }),
	"fail/consent: no digest":        consented(refusal.BadDigest, cas, func(c *membership.Consent) { c.Charter = "x" }),
	"fail/consent: another charter":  consented(refusal.CharterDiffers, cas, func(c *membership.Consent) { c.Charter = keyOf("another") }),
	"fail/consent: another founding": consented(refusal.AboutDiffers, cas, func(c *membership.Consent) { c.Content = keyOf("another") }),
	"fail/consent: no content":       consented(refusal.BadDigest, cas, func(c *membership.Consent) { c.Content = "x" }),
	"fail/consent: not a founder":    consented(refusal.NotAFounder, acme, func(*membership.Consent) {}),
	"fail/consent: twice":            consented(refusal.AlreadyConsented, cisco, func(*membership.Consent) {}),
	"fail/consent: before founding":  consented(refusal.TimeReversed, cas, func(*membership.Consent) {}, back),
	"fail/consent: opens before another consented": consented(refusal.TimeReversed, forum, func(*membership.Consent) {}, func(w *world) {
		w.wait(time.Minute)
		w.must(as(cas), consenting(w.t, chartertest.Basic(2, "PT1H", false)))
		w.wait(-30 * time.Second)
	}),
	"fail/consent: alliance is open": {refusal.AllianceNotForming, func(t *testing.T) error {
		w := opened(t, false)
		_, err := w.apply(as(acme), membership.Consent{Request: "c", Alliance: zgc, Charter: keyOf("any")})
		return err
	}},
}

// within is a refusal in an open alliance, after some preparation.
func within(code refusal.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := opened(t, true)
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

func filed(w *world)    { w.join(acme, "join") }
func admitted(w *world) { w.admit(acme, "join") }
func closed(w *world)   { w.wait(time.Hour) }

func observing(w *world) {
	event := w.must(as(lab), membership.Join{Request: "observe", Alliance: zgc, Class: "observer"})
	w.must(as(cisco), endorsing(event.Proposal, charter.For))
	w.must(as(cas), endorsing(event.Proposal, charter.For))
	w.must(as(lab), membership.Decide{Proposal: event.Proposal})
}

func voted(parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), vote)
		}
	}
}

func decided(w *world) { w.must(as(acme), membership.Decide{Proposal: pending}) }

func left(party string) func(*world) {
	return func(w *world) { w.must(as(party), membership.Leave{Request: "left", Alliance: zgc}) }
}

var joinRefusals = map[string]denial{
	"fail/join: unknown alliance":  within(refusal.UnknownRecord, acme, membership.Join{Request: "j", Alliance: "x@industry", Class: "full"}),
	"fail/join: a party":           within(refusal.UnknownRecord, acme, membership.Join{Request: "j", Alliance: cisco, Class: "full"}),
	"fail/join: no class":          within(refusal.BadID, acme, membership.Join{Request: "j", Alliance: zgc}),
	"fail/join: unknown class":     within(refusal.UnknownClass, acme, membership.Join{Request: "j", Alliance: zgc, Class: "boss"}),
	"fail/join: kind not admitted": within(refusal.KindNotAdmitted, person, joining("j")),
	"fail/join: pending":           within(refusal.JoinPending, acme, joining("j2"), filed),
	"fail/join: pending, closed":   within(refusal.JoinPending, acme, joining("j2"), filed, closed),
	"fail/join: already member":    within(refusal.AlreadyMember, acme, joining("j2"), admitted),
	"fail/join: a founder":         within(refusal.AlreadyMember, cisco, joining("j")),
	"fail/join: statement too long": within(refusal.TooLong, acme, membership.Join{
		Request: "j", Alliance: zgc, Class: "full", Statement: strings.Repeat("文", form.MaxReason+1),
	}),
	"fail/join: evidence": within(refusal.BadDigest, acme, membership.Join{Request: "j", Alliance: zgc, Class: "full", Evidence: "no"}),
	"fail/join: alliance not open": {refusal.AllianceNotOpen, func(t *testing.T) error {
		_, err := forming(t, chartertest.Basic(2, "PT1H", false)).apply(as(acme), joining("j"))
		return err
	}},
}

var endorsementRefusals = map[string]denial{
	"fail/endorse: unknown proposal":       within(refusal.UnknownRecord, cisco, vote),
	"fail/endorse: no id":                  within(refusal.BadID, cisco, endorsing("p", charter.For)),
	"fail/endorse: id in upper case":       within(refusal.BadID, cisco, endorsing(strings.ToUpper(pending), charter.For)),
	"fail/endorse: position":               within(refusal.BadChoice, cisco, endorsing(pending, "maybe"), filed),
	"fail/endorse: reason too long":        within(refusal.TooLong, cisco, membership.Endorse{Request: "e", Proposal: pending, Position: "for", Reason: strings.Repeat("r", form.MaxReason+1)}),
	"fail/endorse: reason, control":        within(refusal.BadText, cisco, membership.Endorse{Request: "e", Proposal: pending, Position: "for", Reason: "a\tb"}),
	"fail/endorse: evidence":               within(refusal.BadDigest, cisco, membership.Endorse{Request: "e", Proposal: pending, Position: "for", Evidence: keyOf("d")[1:]}),
	"fail/endorse: not a member":           within(refusal.NotAMember, lab, vote, filed),
	"fail/endorse: the applicant itself":   within(refusal.Recused, acme, vote, filed),
	"fail/endorse: once a member":          within(refusal.NotAMember, forum, vote, filed, left(forum)),
	"fail/endorse: without the right":      within(refusal.NoRight, lab, vote, observing, filed),
	"fail/endorse: twice":                  within(refusal.EndorsementExists, cisco, membership.Endorse{Request: "second", Proposal: pending, Position: "against"}, filed, voted(cisco)),
	"fail/endorse: after leaving, back in": within(refusal.OutsideElectorate, forum, membership.Endorse{Request: "second", Proposal: pending, Position: "for"}, filed, voted(forum), leftAndBack),
	"fail/endorse: back in, not voted":     within(refusal.OutsideElectorate, forum, vote, filed, leftAndBack),
	"fail/endorse: after the close":        within(refusal.VotingClosed, cisco, vote, filed, closed),
	"fail/endorse: after the decision":     within(refusal.ProposalDecided, forum, vote, filed, voted(cisco, cas), decided),
	"fail/endorse: after a rejection":      within(refusal.ProposalDecided, forum, vote, filed, closed, decided),
	"fail/endorse: before the filing":      within(refusal.TimeReversed, cisco, vote, filed, back),
	"fail/endorse: before being back":      {refusal.TimeReversed, olderVote},
}

// olderVote votes on a join before the end of the voter's suspension.
func olderVote(t *testing.T) error {
	w := ofFour(t, withMandates)
	proposal := w.must(as(lab), joining("j")).Proposal
	suspended(acme)(w)
	reinstated(acme)(w)
	w.wait(-3 * time.Second)
	_, err := w.apply(as(acme), endorsing(proposal, charter.For))
	return err
}

// leftAndBack lets forum leave and return while acme's join waits.
func leftAndBack(w *world) {
	left(forum)(w)
	w.seal()
	event := w.must(as(forum), joining("back"))
	w.must(as(cisco), endorsing(event.Proposal, charter.For))
	w.must(as(cas), endorsing(event.Proposal, charter.For))
	w.must(as(forum), membership.Decide{Proposal: event.Proposal})
}

var decisionRefusals = map[string]denial{
	"fail/decide: unknown proposal":      within(refusal.UnknownRecord, cisco, membership.Decide{Proposal: pending}),
	"fail/decide: no id":                 within(refusal.BadID, cisco, membership.Decide{Proposal: zgc}),
	"fail/decide: nobody voted":          within(refusal.NotDecidable, cisco, membership.Decide{Proposal: pending}, filed),
	"fail/decide: too few":               within(refusal.NotDecidable, cisco, membership.Decide{Proposal: pending}, filed, voted(cisco)),
	"fail/decide: by nobody":             within(refusal.UnknownKey, "ghost@industry", membership.Decide{Proposal: pending}, filed, voted(cisco, cas)),
	"fail/decide: before the filing":     within(refusal.TimeReversed, cisco, membership.Decide{Proposal: pending}, filed, back),
	"fail/decide: before the last voted": within(refusal.TimeReversed, cisco, membership.Decide{Proposal: pending}, filed, voted(cisco), (*world).later, voted(cas), back),
}

// later passes some time, less than a vote lasts.
func (w *world) later() { w.wait(2 * minute) }

var leaveRefusals = map[string]denial{
	"fail/leave: never a member":   within(refusal.NotAMember, acme, membership.Leave{Request: "l", Alliance: zgc}),
	"fail/leave: twice":            within(refusal.NotAMember, forum, membership.Leave{Request: "l", Alliance: zgc}, left(forum)),
	"fail/leave: unknown alliance": within(refusal.NotAMember, forum, membership.Leave{Request: "l", Alliance: "x@industry"}),
	"fail/leave: reason too long":  within(refusal.TooLong, forum, membership.Leave{Request: "l", Alliance: zgc, Reason: strings.Repeat("r", form.MaxReason+1)}),
	"fail/leave: before it came":   within(refusal.TimeReversed, forum, membership.Leave{Request: "l", Alliance: zgc}, back),
}

var requestRefusals = map[string]denial{
	"fail/request: other content":                within(refusal.RequestReused, acme, membership.Join{Request: "join", Alliance: zgc, Class: "observer"}, filed),
	"fail/request: another transaction":          within(refusal.RequestReused, acme, membership.Leave{Request: "join", Alliance: zgc}, filed),
	"fail/request: registered with another name": within(refusal.RequestReused, acme, membership.RegisterParty{Request: "register", Kind: charter.Enterprise, Names: chartertest.En("Emca")}),
}
