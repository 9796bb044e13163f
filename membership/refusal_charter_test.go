package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// by is a refusal in an alliance of four by the whole charter.
func by(code membership.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	return under(whole(), code, party, transaction, prepare...)
}

// clerkOf gives cisco's clerk a delegate's key.
func clerkOf(w *world) { w.must(as(cisco), adding("clerk", "clerk", membership.Delegate)) }

// clerk is a refusal of cisco's clerk: what only an officer may do.
func clerk(transaction membership.Transaction) denial {
	return denial{membership.NeedsOfficer, func(t *testing.T) error {
		w := ofFour(t, whole())
		clerkOf(w)
		w.refused(membership.NeedsOfficer, with(as(cisco), "clerk"), transaction)
		_, err := w.apply(with(as(cisco), "clerk"), transaction)
		return err
	}}
}

// placed is a refusal of a founding in which cas has a place of its own.
func placed(code membership.Code, party string, place membership.Place) denial {
	return denial{code, func(t *testing.T) error {
		transaction := founding(whole(), cisco, cas, forum)
		transaction.Places = map[string]membership.Place{party: place}
		_, err := populated(t).apply(as(cisco), transaction)
		return err
	}}
}

// proposed is a proposal of cisco's about acme, with one field more.
func proposed(action membership.Action, change func(*membership.Propose)) membership.Propose {
	t := membership.Propose{Request: "p", Alliance: zgc, Action: action}
	change(&t)
	return t
}

func subjectAcme(t *membership.Propose) { t.Subject = acme }

var formOfProposals = map[string]denial{
	"fail/form: class of an expulsion":    by(membership.Unwanted, cisco, proposed(membership.Expel, func(t *membership.Propose) { t.Subject, t.Class = acme, "full" })),
	"fail/form: group of a renewal":       by(membership.Unwanted, cisco, proposed(membership.Renew, func(t *membership.Propose) { t.Subject, t.Group = acme, acme })),
	"fail/form: weights of a seat":        by(membership.Unwanted, cisco, proposed(membership.SeatAction, func(t *membership.Propose) { t.Subject, t.Weights = acme, membership.Weights{} })),
	"fail/form: organ of a mandate":       by(membership.Unwanted, cisco, proposed(membership.MandateAction, func(t *membership.Propose) { t.Subject, t.Organ = acme, board })),
	"fail/form: title of an expulsion":    by(membership.Unwanted, cisco, proposed(membership.Expel, func(t *membership.Propose) { t.Subject, t.Title = acme, "T" })),
	"fail/form: document of an expulsion": by(membership.Unwanted, cisco, proposed(membership.Expel, func(t *membership.Propose) { t.Subject, t.Document = acme, keyOf("d") })),
	"fail/form: charter of a resolution":  by(membership.Unwanted, cisco, proposed(membership.Resolve, func(t *membership.Propose) { t.Title, t.Document, t.Charter = "T", keyOf("d"), &membership.Charter{} })),
	"fail/form: subject of a dissolution": by(membership.Unwanted, cisco, proposed(membership.Dissolve, subjectAcme)),
	"fail/form: no subject":               by(membership.BadID, cisco, proposed(membership.Renew, func(*membership.Propose) {})),
	"fail/form: recognizes nobody":        by(membership.BadID, cisco, proposed(membership.Recognize, func(*membership.Propose) {})),
	"fail/form: no organ":                 by(membership.Required, cisco, proposed(membership.SeatAction, subjectAcme)),
	"fail/form: vacates no organ":         by(membership.Required, cisco, proposed(membership.Vacate, subjectAcme)),
	"fail/form: no charter":               by(membership.Required, cisco, proposed(membership.Amend, func(*membership.Propose) {})),
	"fail/form: no title":                 by(membership.Required, cisco, proposed(membership.Resolve, func(t *membership.Propose) { t.Document = keyOf("d") })),
	"fail/form: no document":              by(membership.Required, cisco, proposed(membership.Resolve, func(t *membership.Propose) { t.Title = "T" })),
	"fail/form: a document that is none":  by(membership.BadDigest, cisco, proposed(membership.Resolve, func(t *membership.Propose) { t.Title, t.Document = "T", "d" })),
	"fail/form: reclassified to nothing":  by(membership.Required, cisco, proposed(membership.Reclassify, subjectAcme)),
	"fail/form: a group that is no id":    by(membership.BadID, cisco, proposed(membership.Reclassify, func(t *membership.Propose) { t.Subject, t.Group = acme, "ACME" })),
	"fail/form: until of a resolution":    by(membership.BadTime, cisco, proposed(membership.Resolve, func(t *membership.Propose) { t.Title, t.Document, t.Until = "T", keyOf("d"), untilMay })),
	"fail/form: a recognition until 1999": by(membership.BadTime, cisco, proposed(membership.Recognize, func(t *membership.Propose) { t.Subject, t.Until = zgc, time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) })),
	"fail/form: join into a bad group":    by(membership.BadID, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: "Lab"}),
}

var withAgreement = changed(func(c *membership.Charter) { c.Classes[0].Agreements = []string{code} })

// attendanceHalf passes by more than half of those who usually come.
var attendanceHalf = ruledBy(membership.Expel, func(r *membership.Rule) {
	r.Pass = membership.Expression{Votes: "for", Of: attendance, MoreThan: "1/2"}
})

var charterPartRefusals = map[string]denial{
	"fail/place: own weight too great":  placed(membership.BadWeight, cas, membership.Place{Weights: membership.Weights{population: membership.MaxWeight + 1}}),
	"fail/place: own weight negative":   placed(membership.BadWeight, cas, membership.Place{Weights: membership.Weights{population: -1}}),
	"fail/place: no such measure":       placed(membership.UnknownMeasure, cas, membership.Place{Weights: membership.Weights{"acres": 1}}),
	"fail/place: no such class":         placed(membership.UnknownClass, cas, membership.Place{Class: "boss"}),
	"fail/place: a group without head":  placed(membership.ControllerOutside, cas, membership.Place{Group: forum}),
	"fail/place: a group that is no id": placed(membership.BadID, cas, membership.Place{Group: "x"}),
	"fail/place: not a founder's":       placed(membership.NotAFounder, acme, membership.Place{}),
	"fail/join: own weight too great":   by(membership.BadWeight, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Weights: membership.Weights{population: membership.MaxWeight + 1}}),
	"fail/join: a weight nobody has":    by(membership.UnknownMeasure, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Weights: membership.Weights{"acres": 1}}),
	"fail/reclassify: weight":           by(membership.BadWeight, cisco, reclassifying("r", acme, func(p *membership.Propose) { p.Weights = membership.Weights{population: -1} })),
	"fail/reclassify: measure":          by(membership.UnknownMeasure, cisco, reclassifying("r", acme, func(p *membership.Propose) { p.Weights = membership.Weights{"acres": 1} })),
	"fail/reclassify: class":            by(membership.UnknownClass, cisco, reclassifying("r", acme, func(p *membership.Propose) { p.Class = "boss" })),
	"fail/reclassify: a stranger":       by(membership.StateUnfit, cisco, reclassifying("r", lab, func(p *membership.Propose) { p.Class = "guest" })),
	"fail/seat: no such organ":          by(membership.UnknownOrgan, cisco, seating("s", "senate", acme)),
	"fail/seat: a stranger":             by(membership.StateUnfit, cisco, seating("s", council, lab)),
	"fail/recognize: nobody":            by(membership.UnknownRecord, cisco, proposed(membership.Recognize, func(t *membership.Propose) { t.Subject = "x@industry" })),
	"fail/join: the class is full":      by(membership.ClassFull, lab, membership.Join{Request: "j", Alliance: zgc, Class: "guest"}, accepts(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" }))),
	"fail/agreement: none such":         by(membership.UnknownAgreement, acme, membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: "oath", Digest: keyOf("code 1")}),
	"fail/agreement: another text":      by(membership.AgreementDiffers, acme, accepting(keyOf("code 2"))),
	"fail/agreement: twice":             by(membership.AlreadyAccepted, acme, membership.AcceptAgreement{Request: "again", Alliance: zgc, Agreement: code, Digest: keyOf("code 1")}, sends(as(acme), accepting(keyOf("code 1")))),
	"fail/agreement: no digest":         by(membership.BadDigest, acme, membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: code}),
	"fail/agreement: no slug":           by(membership.BadID, acme, membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: "Code", Digest: keyOf("code 1")}),
	"fail/agreement: unknown alliance":  by(membership.UnknownRecord, acme, membership.AcceptAgreement{Request: "a", Alliance: "x@industry", Agreement: code, Digest: keyOf("code 1")}),
	"fail/agreement: by a clerk":        clerk(accepting(keyOf("code 1"))),
	"fail/agreement: by a stranger":     by(membership.UnknownKey, "ghost@industry", accepting(keyOf("code 1"))),
	"fail/payment: no dues":             under(changed(func(c *membership.Charter) { c.Dues = nil }), membership.NoDues, cisco, paying(acme, untilMay)),
	"fail/payment: not the recorder":    by(membership.NotNamed, lab, paying(acme, untilMay), admittedNow(lab)),
	"fail/payment: by no member":        by(membership.NotAMember, lab, paying(acme, untilMay)),
	"fail/payment: of no member":        by(membership.UnknownRecord, cisco, paying(lab, untilMay)),
	"fail/payment: until no year":       by(membership.BadTime, cisco, paying(acme, time.Time{})),
	"fail/payment: older than the last": by(membership.TimeReversed, cisco, paying(acme, untilMay), (*world).later, sends(as(cas), paying(acme, untilMay)), back),
	"fail/payment: by a clerk":          clerk(paying(acme, untilMay)),
	"fail/payment: evidence":            by(membership.BadDigest, cisco, membership.RecordPayment{Request: "p", Alliance: zgc, Party: acme, Until: untilMay, Evidence: "e"}),
	"fail/figure: none such":            by(membership.UnknownFigure, cisco, membership.RecordFigure{Request: "f", Alliance: zgc, Figure: "quorum", Value: 1}),
	"fail/figure: not the recorder":     by(membership.NotNamed, lab, counting("f", 3), admittedNow(lab)),
	"fail/figure: negative":             by(membership.BadWeight, cisco, counting("f", -1)),
	"fail/figure: too great":            by(membership.BadWeight, cisco, counting("f", membership.MaxWeight+1)),
	"fail/figure: older than the last":  by(membership.TimeReversed, cisco, counting("f", 3), (*world).later, sends(as(cas), counting("g", 3)), back),
	"fail/figure: by a clerk":           clerk(counting("f", 3)),
	"fail/propose: figure not recorded": under(attendanceHalf, membership.FigureMissing, cisco, proposing("p", membership.Expel, acme)),
	"fail/propose: before the figure":   under(attendanceHalf, membership.TimeReversed, cisco, proposing("p", membership.Expel, acme), (*world).later, sends(as(cas), counting("g", 3)), back),
	"fail/declare: decided by others":   by(membership.GroupDecided, acme, declaring("d", ""), accepts(grouping("r", acme, lab))),
	"fail/declare: in it already":       by(membership.StateUnfit, acme, declaring("d", "")),
	"fail/declare: no id":               by(membership.BadID, acme, declaring("d", "G")),
	"fail/declare: an unknown party":    by(membership.UnknownRecord, lab, declaring("d", "ghost@industry")),
	"fail/declare: the same":            by(membership.StateUnfit, acme, declaring("d", cas), sends(as(acme), declaring("c", cas))),
	"fail/declare: in one by consent":   by(membership.GroupDecided, acme, declaring("d", forum), affiliated(acme, cas)),
	"fail/declare: controls one":        by(membership.GroupDecided, cas, declaring("d", forum), affiliated(acme, cas)),
	"fail/declare: taken back twice":    by(membership.StateUnfit, acme, declaring("d", ""), sends(as(acme), declaring("c", cas)), sends(as(acme), declaring("b", ""))),
	"fail/declare: before the last":     by(membership.TimeReversed, acme, declaring("d", forum), sends(as(acme), declaring("c", cas)), back),
	"fail/join: a group of nobody's":    by(membership.UnknownRecord, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: "ghost@industry"}),
	"fail/join: in another group":       by(membership.GroupDecided, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: forum}, affiliated(lab, cas)),
	"fail/agree: nothing declared":      by(membership.NotDeclared, cas, agreeing("c", acme)),
	"fail/agree: another group":         by(membership.NotDeclared, cas, agreeing("c", acme), sends(as(acme), declaring("d", forum))),
	"fail/agree: taken back":            by(membership.NotDeclared, cas, agreeing("c", acme), sends(as(acme), declaring("d", cas)), sends(as(acme), declaring("b", ""))),
	"fail/agree: twice":                 by(membership.StateUnfit, cas, agreeing("c", acme), affiliated(acme, cas)),
	"fail/agree: to itself":             by(membership.StateUnfit, acme, agreeing("c", acme), sends(as(acme), declaring("d", acme))),
	"fail/agree: another's itself":      by(membership.GroupDecided, cas, agreeing("c", acme), affiliated(cas, forum), sends(as(acme), declaring("d", cas))),
	"fail/agree: no party":              by(membership.BadID, cas, agreeing("c", "acme")),
	"fail/agree: unknown alliance":      by(membership.UnknownRecord, cas, membership.ConsentAffiliate{Request: "c", Alliance: "x@industry", Party: acme}),
	"fail/agree: by a clerk":            clerk(agreeing("c", acme)),
	"fail/agree: before it is declared": by(membership.TimeReversed, cas, agreeing("c", acme), sends(as(acme), declaring("d", cas)), back),
	"fail/dissolved: agrees":            dissolvedFor(membership.AllianceNotOpen, cas, agreeing("c", acme)),
	"fail/declare: by a clerk":          clerk(declaring("d", cisco)),
	"fail/declare: before it came":      by(membership.TimeReversed, acme, declaring("d", acme), back),
	"fail/vacate: no seat":              by(membership.SeatUnfit, lab, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: board}),
	"fail/vacate: twice":                by(membership.SeatUnfit, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: board}, sends(as(acme), membership.VacateSeat{Request: "u", Alliance: zgc, Organ: board})),
	"fail/vacate: its time is up":       by(membership.SeatUnfit, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: council}, accepts(seating("s", council, acme)), aDay),
	"fail/vacate: before it sat":        by(membership.TimeReversed, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: board}, waits(-time.Hour)),
	"fail/vacate: no slug":              by(membership.BadID, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: "Board"}),
	"fail/vacate: by a clerk":           clerk(membership.VacateSeat{Request: "v", Alliance: zgc, Organ: board}),
	"fail/enact: not accepted yet":      by(membership.NotTimelocked, lab, membership.Enact{Proposal: resolution}, sends(as(cisco), resolving)),
	"fail/enact: too early":             by(membership.TimelockRuns, lab, membership.Enact{Proposal: resolution}, accepts(resolving)),
	"fail/enact: what had no timelock":  by(membership.NotTimelocked, lab, membership.Enact{Proposal: membership.ProposalID(cisco, "s")}, accepts(seating("s", council, acme))),
	"fail/enact: unknown proposal":      by(membership.UnknownRecord, lab, membership.Enact{Proposal: resolution}),
	"fail/enact: no id":                 by(membership.BadID, lab, membership.Enact{Proposal: "r"}),
	"fail/enact: by a stranger":         by(membership.UnknownKey, "ghost@industry", membership.Enact{Proposal: resolution}),
	"fail/withdraw: what is timelocked": by(membership.NotFiled, cisco, membership.Withdraw{Request: "w", Proposal: resolution}, accepts(resolving)),
	"fail/end: not over":                by(membership.NotOver, lab, membership.EndMembership{Alliance: zgc, Party: acme}),
	"fail/end: its grace runs":          by(membership.NotOver, lab, membership.EndMembership{Alliance: zgc, Party: acme}, accepts(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" })), waits(31*24*time.Hour)),
	"fail/end: never a member":          by(membership.NotAMember, lab, membership.EndMembership{Alliance: zgc, Party: lab}),
	"fail/end: no id":                   by(membership.BadID, lab, membership.EndMembership{Alliance: zgc, Party: "l"}),
	"fail/end: by a stranger":           by(membership.UnknownKey, "ghost@industry", membership.EndMembership{Alliance: zgc, Party: acme}),
	"fail/propose: not whom it names":   under(ruledBy(membership.Expel, func(r *membership.Rule) { r.Proposers = &membership.Who{Parties: []string{cas}} }), membership.NotNamed, cisco, proposing("p", membership.Expel, acme)),
	"fail/propose: a mandate until now": by(membership.UntilPast, cisco, proposed(membership.MandateAction, func(t *membership.Propose) {
		t.Subject, t.Until = acme, time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	})),
	"fail/propose: a recognition of the past": by(membership.UntilPast, cisco, proposed(membership.Recognize, func(t *membership.Propose) {
		t.Subject, t.Until = zgc, time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	})),
	"fail/propose: lapsed":               under(withAgreement, membership.NotInStanding, cisco, proposing("p", membership.Expel, acme), waits(10*24*time.Hour)),
	"fail/endorse: lapsed":               under(withAgreement, membership.NotInStanding, cas, endorsing(expulsion, membership.For), waits(10*24*time.Hour-minute), expelling, (*world).later),
	"fail/sponsor: lapsed":               under(sponsoredExpulsion, membership.NotInStanding, cas, endorsing(expulsion, membership.Sponsor), waits(10*24*time.Hour-minute), expelling, (*world).later),
	"fail/open: still discussed":         under(discussedExpulsion, membership.DiscussionOpen, lab, membership.PutToVote{Proposal: expulsion}, expelling),
	"fail/requires: evidence":            under(requiring(membership.Expel, membership.Requirement{Evidence: true}), membership.RequirementUnmet, cisco, proposing("p", membership.Expel, acme)),
	"fail/endorse: a vote older than it": under(ruledBy(membership.Expel, func(r *membership.Rule) { r.Changing, r.Early = true, false }), membership.TimeReversed, cas, membership.Endorse{Request: "e2", Proposal: expulsion, Position: membership.Against}, expelling, (*world).later, castFor(cas), back),
	"fail/amend: a charter that is none": by(membership.CharterInvalid, cisco, amending("a", membership.Charter{})),
	"fail/amend: a class in use": by(membership.CharterInvalid, cisco, amending("a", changed(func(c *membership.Charter) {
		c.Classes = append([]membership.Class{}, c.Classes[1], c.Classes[0])
		c.Classes[1].ID, c.Founders = "member", "member"
	}))),
	"fail/dissolved: proposes":   dissolvedFor(membership.AllianceNotOpen, cisco, proposing("q", membership.Expel, acme)),
	"fail/dissolved: joins":      dissolvedFor(membership.AllianceNotOpen, lab, joining("j")),
	"fail/dissolved: declares":   dissolvedFor(membership.AllianceNotOpen, acme, declaring("d", acme)),
	"fail/dissolved: accepts":    dissolvedFor(membership.AllianceNotOpen, acme, accepting(keyOf("code 1"))),
	"fail/dissolved: pays":       dissolvedFor(membership.AllianceNotOpen, cisco, paying(acme, untilMay)),
	"fail/dissolved: counts":     dissolvedFor(membership.AllianceNotOpen, cisco, counting("f", 1)),
	"fail/dissolved: ends twice": dissolvedFor(membership.NotAMember, lab, membership.EndMembership{Alliance: zgc, Party: acme}, sends(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})),
}

// voided is a refusal of what was accepted: cisco's proposal p was, while some
// preparation left nothing to do. It was filed before.
func voided(code membership.Code, charter membership.Charter, transaction membership.Propose, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, charter)
		w.must(as(cisco), transaction)
		castFor(cas, forum)(w)
		for _, prepared := range prepare {
			prepared(w)
		}
		w.wait(time.Hour)
		event := w.must(as(lab), membership.Decide{Proposal: expulsion})
		require.Equal(t, string(membership.Void), event.Status)
		dossier := ask(w, membership.GetProposal{ID: expulsion})
		require.Equal(t, membership.Void, dossier.Proposal.Status)
		require.True(t, dossier.Explanation.Met, "void is what was accepted")
		return &membership.Error{Code: dossier.Decision.Because}
	}}
}

// another is the same proposal under another request.
func another(request string, t membership.Propose) membership.Propose {
	t.Request = request
	return t
}

var (
	newAgreement = changed(func(c *membership.Charter) { c.Agreements[0].Digest = keyOf("code 2") })
	toGuest      = reclassifying("p", acme, func(p *membership.Propose) { p.Class = "guest" })
	toOwnWeight  = reclassifying("p", acme, func(p *membership.Propose) { p.Weights = membership.Weights{population: 7} })
	demandingOne = func(r membership.Requirement) membership.Charter { return requiring(membership.MandateAction, r) }
	mandateP     = another("p", mandateFor(acme, untilMay))
)

var voids = map[string]denial{
	"fail/void: the organ is full":         voided(membership.OrganFull, whole(), seating("p", council, acme), accepts(seating("s1", council, cas)), accepts(seating("s2", council, forum))),
	"fail/void: sits already":              voided(membership.SeatUnfit, whole(), seating("p", council, acme), accepts(seating("s", council, acme))),
	"fail/void: sits in an organ of all":   voided(membership.SeatUnfit, whole(), seating("p", board, acme)),
	"fail/void: not whom the organ is for": voided(membership.SeatUnfit, changed(func(c *membership.Charter) { c.Organs[1].Who = &membership.Who{Parties: []string{cas}} }), seating("p", council, acme)),
	"fail/void: has no right to a seat":    voided(membership.SeatUnfit, changed(func(c *membership.Charter) { c.Classes[0].Rights = c.Classes[0].Rights[:4] }), seating("p", council, acme)),
	"fail/void: no seat to vacate":         voided(membership.SeatUnfit, whole(), vacating("p", council, acme)),
	"fail/void: the class is full":         voided(membership.ClassFull, whole(), toGuest, accepts(reclassifying("r", forum, func(p *membership.Propose) { p.Class = "guest" }))),
	"fail/void: nothing to renew":          voided(membership.NothingToRenew, whole(), proposed(membership.Renew, subjectAcme)),
	"fail/void: left":                      voided(membership.StateUnfit, whole(), proposing("p", membership.Expel, acme), left(acme)),
	"fail/void: the controller moved": {membership.ControllerOutside, func(t *testing.T) error {
		w := ofFour(t, whole())
		heading(cas)(w)
		heading(cisco)(w)
		w.must(as(cisco), grouping("p", acme, cas))
		castFor(cas, forum)(w)
		require.Equal(t, "accepted", w.settleBy(cisco, grouping("r", cas, cisco), cisco, forum).Status)
		require.Equal(t, "void", w.must(as(lab), membership.Decide{Proposal: expulsion}).Status)
		return &membership.Error{Code: ask(w, membership.GetProposal{ID: expulsion}).Decision.Because}
	}},
	"fail/void: the charter moved": voided(membership.CharterMoved, whole(), amending("p", newAgreement), accepts(amending("a", whole()))),
	"fail/void: a class that is in use now": voided(membership.CharterInvalid, whole(), amending("p", changed(func(c *membership.Charter) {
		c.Classes = c.Classes[:2]
	})), accepts(another("r", toGuest))),
	"fail/void: a class that is gone":  voided(membership.UnknownClass, whole(), toGuest, accepts(amending("a", changed(func(c *membership.Charter) { c.Classes = c.Classes[:2] })))),
	"fail/void: an organ that is gone": voided(membership.UnknownOrgan, whole(), seating("p", council, acme), accepts(amending("a", changed(func(c *membership.Charter) { c.Organs = c.Organs[:1] })))),
	"fail/void: a measure that is gone": voided(membership.UnknownMeasure, whole(), toOwnWeight, accepts(amending("a", changed(func(c *membership.Charter) {
		c.Measures, c.Classes[0].Weights = nil, nil
	})))),
	"fail/void: a kind that is gone": voided(membership.KindNotAdmitted, whole(), toGuest, accepts(amending("a", changed(func(c *membership.Charter) {
		c.Classes[2].Kinds = []membership.Kind{membership.Academic}
	})))),
	"fail/void: dissolved":                      voided(membership.AllianceNotOpen, whole(), proposing("p", membership.Expel, acme), accepts(dissolving)),
	"fail/void: in an alliance not its own":     voided(membership.RequirementUnmet, demandingOne(membership.Requirement{NotMemberOf: "zgc2@industry"}), mandateP, func(w *world) { w.join2(acme) }),
	"fail/void: its standing is gone meanwhile": voided(membership.RequirementUnmet, demandingOne(membership.Requirement{Standing: "good"}), mandateP, accepts(amending("a", changed(func(c *membership.Charter) { c.Classes[0].Agreements = []string{code} })))),
}

// join2 founds a second alliance, of one member.
func (w *world) join2(founder string) {
	t := founding(charterOf(1, "PT1H", true), founder)
	t.Request, t.Slug = "found-2", "zgc2"
	w.must(as(founder), t)
}

// dissolvedFor is a refusal once the alliance is dissolved, while a proposal to
// expel acme is still voted on.
func dissolvedFor(code membership.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	charter := ruledBy(membership.Expel, func(r *membership.Rule) { r.Voting = "P1D" })
	return under(charter, code, party, transaction, append([]func(*world){expelling, accepts(dissolving)}, prepare...)...)
}

var dissolving = membership.Propose{Request: "dissolve", Alliance: zgc, Action: membership.Dissolve}

var (
	sponsoredExpulsion = changed(func(c *membership.Charter) {
		c.Classes[0].Agreements = []string{code}
		c.Rules[membership.Expel].Sponsors, c.Rules[membership.Expel].Expiry = sponsorsOf(1), "P1D"
	})
	discussedExpulsion = ruledBy(membership.Expel, func(r *membership.Rule) { r.Discussion, r.Expiry = "PT2H", "P1D" })
)

// requiring is the whole charter, in which one action demands something.
func requiring(action membership.Action, requirements ...membership.Requirement) membership.Charter {
	return ruledBy(action, func(r *membership.Rule) { r.Requires = requirements })
}

var charterQuestionRefusals = map[string]denial{
	"fail/ask: affiliation, none":             asking(membership.UnknownRecord, "GetAffiliation", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: affiliation, no party":         asking(membership.BadID, "GetAffiliation", `{"alliance":"zgc@industry"}`),
	"fail/ask: affiliation, no alliance":      asking(membership.BadID, "GetAffiliation", `{"party":"acme@industry"}`),
	"fail/ask: affiliates, no group":          asking(membership.BadID, "ListAffiliates", `{}`),
	"fail/ask: bookmark of affiliates":        asking(membership.BadBookmark, "ListAffiliates", `{"group":"acme@industry","bookmark":"x"}`),
	"fail/ask: standing, unknown alliance":    asking(membership.UnknownRecord, "GetStanding", `{"alliance":"x@industry","party":"cisco@industry","at":"2026-03-02"}`),
	"fail/ask: standing, no member":           asking(membership.UnknownRecord, "GetStanding", `{"alliance":"zgc@industry","party":"acme@industry","at":"2026-03-02"}`),
	"fail/ask: standing, no time":             asking(membership.BadTime, "GetStanding", `{"alliance":"zgc@industry","party":"acme@industry","at":"soon"}`),
	"fail/ask: standing, no party":            asking(membership.BadID, "GetStanding", `{"alliance":"zgc@industry","at":"2026-03-02"}`),
	"fail/ask: acceptances, unknown alliance": asking(membership.UnknownRecord, "ListAcceptances", `{"alliance":"x@industry","party":"acme@industry"}`),
	"fail/ask: acceptances, no party":         asking(membership.BadID, "ListAcceptances", `{"alliance":"zgc@industry"}`),
	"fail/ask: figures, unknown alliance":     asking(membership.UnknownRecord, "ListFigures", `{"alliance":"x@industry","figure":"f"}`),
	"fail/ask: figures, no figure":            asking(membership.BadID, "ListFigures", `{"alliance":"zgc@industry"}`),
	"fail/ask: seats, unknown alliance":       asking(membership.UnknownRecord, "ListSeats", `{"alliance":"x@industry","organ":"o"}`),
	"fail/ask: seats, no organ":               asking(membership.BadID, "ListSeats", `{"alliance":"zgc@industry"}`),
	"fail/ask: recognitions, unknown":         asking(membership.UnknownRecord, "ListRecognitions", `{"alliance":"x@industry"}`),
	"fail/ask: resolutions, unknown":          asking(membership.UnknownRecord, "ListResolutions", `{"alliance":"x@industry"}`),
	"fail/ask: draft, none":                   asking(membership.UnknownRecord, "GetDraft", `{"proposal":"000000000000000000000000"}`),
	"fail/ask: draft, no id":                  asking(membership.BadID, "GetDraft", `{}`),
	"fail/ask: bookmark of seats":             asking(membership.BadBookmark, "ListSeats", `{"alliance":"zgc@industry","organ":"o","bookmark":"x"}`),
	"fail/ask: bookmark of resolutions":       asking(membership.BadBookmark, "ListResolutions", `{"alliance":"zgc@industry","bookmark":"x"}`),
}
