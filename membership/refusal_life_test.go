package membership_test

import (
	"strings"
	"testing"
	"time"

	"allianceregistry/membership"
)

const minute = time.Minute

// founded is a refusal of a founding, changed from a good one.
func founded(code membership.Code, change func(*membership.FoundAlliance)) denial {
	return denial{code, func(t *testing.T) error {
		w := populated(t)
		transaction := founding(charterOf(2, "PT1H", false), cisco, cas, forum)
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
	"fail/found: slug":              founded(membership.BadID, func(f *membership.FoundAlliance) { f.Slug = "zgc@industry" }),
	"fail/found: slug of 64":        founded(membership.BadID, func(f *membership.FoundAlliance) { f.Slug = strings.Repeat("z", 64) }),
	"fail/found: scope":             founded(membership.BadChoice, func(f *membership.FoundAlliance) { f.Scope = "galactic" }),
	"fail/found: sector":            founded(membership.TooLong, func(f *membership.FoundAlliance) { f.Sector = strings.Repeat("s", membership.MaxWord+1) }),
	"fail/found: country":           founded(membership.BadCountry, func(f *membership.FoundAlliance) { f.Jurisdiction = "cn" }),
	"fail/found: no founders":       founded(membership.Required, founders()),
	"fail/found: too many founders": founded(membership.TooMany, founders(make([]string, membership.MaxFounders+1)...)),
	"fail/found: founder is no id":  founded(membership.BadID, founders(cisco, "cas")),
	"fail/found: founder repeated":  founded(membership.FounderRepeated, founders(cisco, cas, cisco)),
	"fail/found: not a founder":     founded(membership.NotAFounder, founders(cas, forum)),
	"fail/found: unknown founder":   founded(membership.UnknownRecord, founders(cisco, cas, "ghost@industry")),
	"fail/found: kind of a founder": founded(membership.KindNotAdmitted, founders(cisco, cas, person)),
	"fail/found: charter":           founded(membership.CharterInvalid, founders(cisco)), // two votes of one founder
	"fail/found: id taken by a party": founded(membership.IDTaken, func(f *membership.FoundAlliance) {
		f.Slug = "acme"
	}),
	"fail/found: id taken by an alliance": {membership.IDTaken, func(t *testing.T) error {
		w := forming(t, charterOf(2, "PT1H", false))
		again := founding(charterOf(1, "PT1H", false), acme)
		_, err := w.apply(as(acme), again)
		return err
	}},
}

// consented is a refusal of a consent, in an alliance where cisco has consented.
func consented(code membership.Code, party string, change func(*membership.Consent), prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := forming(t, charterOf(2, "PT1H", false))
		for _, prepared := range prepare {
			prepared(w)
		}
		transaction := consenting(t, charterOf(2, "PT1H", false))
		change(&transaction)
		w.refused(code, as(party), transaction)
		_, err := w.apply(as(party), transaction)
		return err
	}}
}

func back(w *world) { w.wait(-minute) }

var consentRefusals = map[string]denial{
	"fail/consent: unknown alliance": consented(membership.UnknownRecord, cas, func(c *membership.Consent) { c.Alliance = "x@industry" }),
	"fail/consent: no id":            consented(membership.BadID, cas, func(c *membership.Consent) { c.Alliance = "zgc" }),
	"fail/consent: no digest":        consented(membership.BadDigest, cas, func(c *membership.Consent) { c.Charter = "x" }),
	"fail/consent: another charter":  consented(membership.CharterDiffers, cas, func(c *membership.Consent) { c.Charter = keyOf("another") }),
	"fail/consent: another founding": consented(membership.AboutDiffers, cas, func(c *membership.Consent) { c.Content = keyOf("another") }),
	"fail/consent: no content":       consented(membership.BadDigest, cas, func(c *membership.Consent) { c.Content = "x" }),
	"fail/consent: not a founder":    consented(membership.NotAFounder, acme, func(*membership.Consent) {}),
	"fail/consent: twice":            consented(membership.AlreadyConsented, cisco, func(*membership.Consent) {}),
	"fail/consent: before founding":  consented(membership.TimeReversed, cas, func(*membership.Consent) {}, back),
	"fail/consent: opens before another consented": consented(membership.TimeReversed, forum, func(*membership.Consent) {}, func(w *world) {
		w.wait(time.Minute)
		w.must(as(cas), consenting(w.t, charterOf(2, "PT1H", false)))
		w.wait(-30 * time.Second)
	}),
	"fail/consent: alliance is open": {membership.AllianceNotForming, func(t *testing.T) error {
		w := opened(t, false)
		_, err := w.apply(as(acme), membership.Consent{Request: "c", Alliance: zgc, Charter: keyOf("any")})
		return err
	}},
}

// within is a refusal in an open alliance, after some preparation.
func within(code membership.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
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
	w.must(as(cisco), endorsing(event.Proposal, membership.For))
	w.must(as(cas), endorsing(event.Proposal, membership.For))
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
	"fail/join: unknown alliance":  within(membership.UnknownRecord, acme, membership.Join{Request: "j", Alliance: "x@industry", Class: "full"}),
	"fail/join: a party":           within(membership.UnknownRecord, acme, membership.Join{Request: "j", Alliance: cisco, Class: "full"}),
	"fail/join: no class":          within(membership.BadID, acme, membership.Join{Request: "j", Alliance: zgc}),
	"fail/join: unknown class":     within(membership.UnknownClass, acme, membership.Join{Request: "j", Alliance: zgc, Class: "boss"}),
	"fail/join: kind not admitted": within(membership.KindNotAdmitted, person, joining("j")),
	"fail/join: pending":           within(membership.JoinPending, acme, joining("j2"), filed),
	"fail/join: pending, closed":   within(membership.JoinPending, acme, joining("j2"), filed, closed),
	"fail/join: already member":    within(membership.AlreadyMember, acme, joining("j2"), admitted),
	"fail/join: a founder":         within(membership.AlreadyMember, cisco, joining("j")),
	"fail/join: statement too long": within(membership.TooLong, acme, membership.Join{
		Request: "j", Alliance: zgc, Class: "full", Statement: strings.Repeat("文", membership.MaxReason+1),
	}),
	"fail/join: evidence": within(membership.BadDigest, acme, membership.Join{Request: "j", Alliance: zgc, Class: "full", Evidence: "no"}),
	"fail/join: alliance not open": {membership.AllianceNotOpen, func(t *testing.T) error {
		_, err := forming(t, charterOf(2, "PT1H", false)).apply(as(acme), joining("j"))
		return err
	}},
}

var endorsementRefusals = map[string]denial{
	"fail/endorse: unknown proposal":       within(membership.UnknownRecord, cisco, vote),
	"fail/endorse: no id":                  within(membership.BadID, cisco, endorsing("p", membership.For)),
	"fail/endorse: id in upper case":       within(membership.BadID, cisco, endorsing(strings.ToUpper(pending), membership.For)),
	"fail/endorse: position":               within(membership.BadChoice, cisco, endorsing(pending, "maybe"), filed),
	"fail/endorse: reason too long":        within(membership.TooLong, cisco, membership.Endorse{Request: "e", Proposal: pending, Position: "for", Reason: strings.Repeat("r", membership.MaxReason+1)}),
	"fail/endorse: reason, control":        within(membership.BadText, cisco, membership.Endorse{Request: "e", Proposal: pending, Position: "for", Reason: "a\tb"}),
	"fail/endorse: evidence":               within(membership.BadDigest, cisco, membership.Endorse{Request: "e", Proposal: pending, Position: "for", Evidence: keyOf("d")[1:]}),
	"fail/endorse: not a member":           within(membership.NotAMember, lab, vote, filed),
	"fail/endorse: the applicant itself":   within(membership.Recused, acme, vote, filed),
	"fail/endorse: once a member":          within(membership.NotAMember, forum, vote, filed, left(forum)),
	"fail/endorse: without the right":      within(membership.NoRight, lab, vote, observing, filed),
	"fail/endorse: twice":                  within(membership.EndorsementExists, cisco, membership.Endorse{Request: "second", Proposal: pending, Position: "against"}, filed, voted(cisco)),
	"fail/endorse: after leaving, back in": within(membership.OutsideElectorate, forum, membership.Endorse{Request: "second", Proposal: pending, Position: "for"}, filed, voted(forum), leftAndBack),
	"fail/endorse: back in, not voted":     within(membership.OutsideElectorate, forum, vote, filed, leftAndBack),
	"fail/endorse: after the close":        within(membership.VotingClosed, cisco, vote, filed, closed),
	"fail/endorse: after the decision":     within(membership.ProposalDecided, forum, vote, filed, voted(cisco, cas), decided),
	"fail/endorse: after a rejection":      within(membership.ProposalDecided, forum, vote, filed, closed, decided),
	"fail/endorse: before the filing":      within(membership.TimeReversed, cisco, vote, filed, back),
	"fail/endorse: before being back":      {membership.TimeReversed, olderVote},
}

// olderVote votes on a join before the end of the voter's suspension.
func olderVote(t *testing.T) error {
	w := ofFour(t, withMandates)
	proposal := w.must(as(lab), joining("j")).Proposal
	suspended(acme)(w)
	reinstated(acme)(w)
	w.wait(-3 * time.Second)
	_, err := w.apply(as(acme), endorsing(proposal, membership.For))
	return err
}

// leftAndBack lets forum leave and return while acme's join waits.
func leftAndBack(w *world) {
	left(forum)(w)
	w.seal()
	event := w.must(as(forum), joining("back"))
	w.must(as(cisco), endorsing(event.Proposal, membership.For))
	w.must(as(cas), endorsing(event.Proposal, membership.For))
	w.must(as(forum), membership.Decide{Proposal: event.Proposal})
}

var decisionRefusals = map[string]denial{
	"fail/decide: unknown proposal":      within(membership.UnknownRecord, cisco, membership.Decide{Proposal: pending}),
	"fail/decide: no id":                 within(membership.BadID, cisco, membership.Decide{Proposal: zgc}),
	"fail/decide: nobody voted":          within(membership.NotDecidable, cisco, membership.Decide{Proposal: pending}, filed),
	"fail/decide: too few":               within(membership.NotDecidable, cisco, membership.Decide{Proposal: pending}, filed, voted(cisco)),
	"fail/decide: by nobody":             within(membership.UnknownKey, "ghost@industry", membership.Decide{Proposal: pending}, filed, voted(cisco, cas)),
	"fail/decide: before the filing":     within(membership.TimeReversed, cisco, membership.Decide{Proposal: pending}, filed, back),
	"fail/decide: before the last voted": within(membership.TimeReversed, cisco, membership.Decide{Proposal: pending}, filed, voted(cisco), (*world).later, voted(cas), back),
}

// later passes some time, less than a vote lasts.
func (w *world) later() { w.wait(2 * minute) }

var leaveRefusals = map[string]denial{
	"fail/leave: never a member":   within(membership.NotAMember, acme, membership.Leave{Request: "l", Alliance: zgc}),
	"fail/leave: twice":            within(membership.NotAMember, forum, membership.Leave{Request: "l", Alliance: zgc}, left(forum)),
	"fail/leave: unknown alliance": within(membership.NotAMember, forum, membership.Leave{Request: "l", Alliance: "x@industry"}),
	"fail/leave: reason too long":  within(membership.TooLong, forum, membership.Leave{Request: "l", Alliance: zgc, Reason: strings.Repeat("r", membership.MaxReason+1)}),
	"fail/leave: before it came":   within(membership.TimeReversed, forum, membership.Leave{Request: "l", Alliance: zgc}, back),
}

var requestRefusals = map[string]denial{
	"fail/request: other content":                within(membership.RequestReused, acme, membership.Join{Request: "join", Alliance: zgc, Class: "observer"}, filed),
	"fail/request: another transaction":          within(membership.RequestReused, acme, membership.Leave{Request: "join", Alliance: zgc}, filed),
	"fail/request: registered with another name": within(membership.RequestReused, acme, membership.RegisterParty{Request: "register", Kind: membership.Enterprise, Names: en("Emca")}),
}
