package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// by is a refusal in an alliance of four by the whole charter.
func by(code refusal.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	return under(chartertest.Whole(), code, party, transaction, prepare...)
}

// clerkOf gives cisco's clerk a delegate's key.
func clerkOf(w *world) { w.must(as(cisco), adding("clerk", "clerk", membership.Delegate)) }

// clerk is a refusal of cisco's clerk: what only an officer may do.
func clerk(transaction membership.Transaction) denial {
	return denial{refusal.NeedsOfficer, func(t *testing.T) error {
		w := ofFour(t, chartertest.Whole())
		clerkOf(w)
		w.refused(refusal.NeedsOfficer, with(as(cisco), "clerk"), transaction)
		_, err := w.apply(with(as(cisco), "clerk"), transaction)
		return err
	}}
}

// placed is a refusal of a founding in which cas has a place of its own.
func placed(code refusal.Code, party string, place charter.Place) denial {
	return denial{code, func(t *testing.T) error {
		transaction := founding(chartertest.Whole(), cisco, cas, forum)
		transaction.Places = map[string]charter.Place{party: place}
		_, err := populated(t).apply(as(cisco), transaction)
		return err
	}}
}

// proposed is a proposal of cisco's about acme, with one field more.
func proposed(action charter.Action, change func(*membership.Propose)) membership.Propose {
	t := membership.Propose{Request: "p", Alliance: zgc, Action: action}
	change(&t)
	return t
}

func subjectAcme(t *membership.Propose) { t.Subject = acme }

var formOfProposals = map[string]denial{
	"fail/form: class of an expulsion":    by(refusal.Unwanted, cisco, proposed(charter.Expel, func(t *membership.Propose) { t.Subject, t.Class = acme, "full" })),
	"fail/form: group of a renewal":       by(refusal.Unwanted, cisco, proposed(charter.Renew, func(t *membership.Propose) { t.Subject, t.Group = acme, acme })),
	"fail/form: weights of a seat":        by(refusal.Unwanted, cisco, proposed(charter.SeatAction, func(t *membership.Propose) { t.Subject, t.Weights = acme, charter.Weights{} })),
	"fail/form: organ of a mandate":       by(refusal.Unwanted, cisco, proposed(charter.MandateAction, func(t *membership.Propose) { t.Subject, t.Organ = acme, chartertest.Board })),
	"fail/form: kind of an expulsion":     by(refusal.Unwanted, cisco, proposed(charter.Expel, func(t *membership.Propose) { t.Subject, t.Resolution = acme, "special" })),
	"fail/form: title of an expulsion":    by(refusal.Unwanted, cisco, proposed(charter.Expel, func(t *membership.Propose) { t.Subject, t.Title = acme, "T" })),
	"fail/form: document of an expulsion": by(refusal.Unwanted, cisco, proposed(charter.Expel, func(t *membership.Propose) { t.Subject, t.Document = acme, keyOf("d") })),
	"fail/form: charter of a resolution":  by(refusal.Unwanted, cisco, proposed(charter.Resolve, func(t *membership.Propose) { t.Title, t.Document, t.Charter = "T", keyOf("d"), &charter.Charter{} })),
	"fail/form: subject of a dissolution": by(refusal.Unwanted, cisco, proposed(charter.Dissolve, subjectAcme)),
	"fail/form: no subject":               by(refusal.BadID, cisco, proposed(charter.Renew, func(*membership.Propose) {})),
	"fail/form: recognizes nobody":        by(refusal.BadID, cisco, proposed(charter.Recognize, func(*membership.Propose) {})),
	"fail/form: no organ":                 by(refusal.Required, cisco, proposed(charter.SeatAction, subjectAcme)),
	"fail/form: vacates no organ":         by(refusal.Required, cisco, proposed(charter.Vacate, subjectAcme)),
	"fail/form: no charter":               by(refusal.Required, cisco, proposed(charter.Amend, func(*membership.Propose) {})),
	"fail/form: no title":                 by(refusal.Required, cisco, proposed(charter.Resolve, func(t *membership.Propose) { t.Document = keyOf("d") })),
	"fail/form: no document":              by(refusal.Required, cisco, proposed(charter.Resolve, func(t *membership.Propose) { t.Title = "T" })),
	"fail/form: a document that is none":  by(refusal.BadDigest, cisco, proposed(charter.Resolve, func(t *membership.Propose) { t.Title, t.Document = "T", "d" })),
	"fail/form: reclassified to nothing":  by(refusal.Required, cisco, proposed(charter.Reclassify, subjectAcme)),
	"fail/form: a group that is no id":    by(refusal.BadID, cisco, proposed(charter.Reclassify, func(t *membership.Propose) { t.Subject, t.Group = acme, "ACME" })),
	"fail/form: until of a resolution":    by(refusal.BadTime, cisco, proposed(charter.Resolve, func(t *membership.Propose) { t.Title, t.Document, t.Until = "T", keyOf("d"), untilMay })),
	"fail/form: a recognition until 1999": by(refusal.BadTime, cisco, proposed(charter.Recognize, func(t *membership.Propose) { t.Subject, t.Until = zgc, time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) })),
	"fail/form: join into a bad group":    by(refusal.BadID, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: "Lab"}),
}

var withAgreement = chartertest.WholeWith(func(c *charter.Charter) { c.Classes[0].Agreements = []string{chartertest.Code} })

// attendanceHalf passes by more than half of those who usually come.
var attendanceHalf = chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) {
	r.Pass = charter.Expression{Votes: "for", Of: chartertest.Attendance, MoreThan: "1/2"}
})

var charterPartRefusals = map[string]denial{
	"fail/place: own weight too great":             placed(refusal.BadWeight, cas, charter.Place{Weights: charter.Weights{chartertest.Population: charter.MaxWeight + 1}}),
	"fail/place: own weight negative":              placed(refusal.BadWeight, cas, charter.Place{Weights: charter.Weights{chartertest.Population: -1}}),
	"fail/place: no such measure":                  placed(refusal.UnknownMeasure, cas, charter.Place{Weights: charter.Weights{"acres": 1}}),
	"fail/place: no such class":                    placed(refusal.UnknownClass, cas, charter.Place{Class: "boss"}),
	"fail/place: a group without head":             placed(refusal.ControllerOutside, cas, charter.Place{Group: forum}),
	"fail/place: a group that is no id":            placed(refusal.BadID, cas, charter.Place{Group: "x"}),
	"fail/place: not a founder's":                  placed(refusal.NotAFounder, acme, charter.Place{}),
	"fail/join: own weight too great":              by(refusal.BadWeight, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Weights: charter.Weights{chartertest.Population: charter.MaxWeight + 1}}),
	"fail/join: a weight nobody has":               by(refusal.UnknownMeasure, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Weights: charter.Weights{"acres": 1}}),
	"fail/reclassify: weight":                      by(refusal.BadWeight, cisco, reclassifying("r", acme, func(p *membership.Propose) { p.Weights = charter.Weights{chartertest.Population: -1} })),
	"fail/reclassify: measure":                     by(refusal.UnknownMeasure, cisco, reclassifying("r", acme, func(p *membership.Propose) { p.Weights = charter.Weights{"acres": 1} })),
	"fail/reclassify: class":                       by(refusal.UnknownClass, cisco, reclassifying("r", acme, func(p *membership.Propose) { p.Class = "boss" })),
	"fail/reclassify: a stranger":                  by(refusal.StateUnfit, cisco, reclassifying("r", lab, func(p *membership.Propose) { p.Class = "guest" })),
	"fail/seat: no such organ":                     by(refusal.UnknownOrgan, cisco, seating("s", "senate", acme)),
	"fail/resolve: no such kind":                   under(kinds, refusal.UnknownResolution, cisco, resolvingAs("urgent")),
	"fail/resolve: a kind, of none":                by(refusal.UnknownResolution, cisco, resolvingAs("special")),
	"fail/resolve: not as of a kind":               under(specialOnly, refusal.NoRule, cisco, resolving),
	"fail/resolve: kinds in version 3":             under(kinds, refusal.UnknownField, cisco, resolvingAs("special"), byThree),
	"fail/amend: two kinds, one of them apart":     under(entrenched, refusal.AmendmentMixed, cisco, amending("a", mixed)),
	"fail/amend: kinds of amendments in version 4": by(refusal.CharterInvalid, cisco, amending("a", entrenched), func(w *world) { w.engine = charter.EngineFour }),
	"fail/endorse: a vote that has to say why":     under(reasoned, refusal.ReasonMissing, cas, membership.Endorse{Request: "against", Proposal: resolution, Position: charter.Against}, proposesResolution),
	"fail/amend: several organs in version 4":      by(refusal.CharterInvalid, cisco, amending("a", eitherOrgan), func(w *world) { w.engine = charter.EngineFour }),
	"fail/amend: reasons in version 4":             by(refusal.CharterInvalid, cisco, amending("a", reasoned), func(w *world) { w.engine = charter.EngineFour }),
	"fail/amend: kinds in version 3":               by(refusal.CharterInvalid, cisco, amending("a", kinds), byThree),
	"fail/seat: a stranger":                        by(refusal.StateUnfit, cisco, seating("s", chartertest.Council, lab)),
	"fail/recognize: nobody":                       by(refusal.UnknownRecord, cisco, proposed(charter.Recognize, func(t *membership.Propose) { t.Subject = "x@industry" })),
	"fail/join: the class is full":                 by(refusal.ClassFull, lab, membership.Join{Request: "j", Alliance: zgc, Class: "guest"}, accepts(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" }))),
	"fail/agreement: none such":                    by(refusal.UnknownAgreement, acme, membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: "oath", Digest: keyOf("code 1")}),
	"fail/agreement: another text":                 by(refusal.AgreementDiffers, acme, accepting(keyOf("code 2"))),
	"fail/agreement: twice":                        by(refusal.AlreadyAccepted, acme, membership.AcceptAgreement{Request: "again", Alliance: zgc, Agreement: chartertest.Code, Digest: keyOf("code 1")}, sends(as(acme), accepting(keyOf("code 1")))),
	"fail/agreement: no digest":                    by(refusal.BadDigest, acme, membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: chartertest.Code}),
	"fail/agreement: no slug":                      by(refusal.BadID, acme, membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: "Code", Digest: keyOf("code 1")}),
	"fail/agreement: unknown alliance":             by(refusal.UnknownRecord, acme, membership.AcceptAgreement{Request: "a", Alliance: "x@industry", Agreement: chartertest.Code, Digest: keyOf("code 1")}),
	"fail/agreement: by a clerk":                   clerk(accepting(keyOf("code 1"))),
	"fail/agreement: by a stranger":                by(refusal.UnknownKey, "ghost@industry", accepting(keyOf("code 1"))),
	"fail/payment: no dues":                        under(chartertest.WholeWith(func(c *charter.Charter) { c.Dues = nil }), refusal.NoDues, cisco, paying(acme, untilMay)),
	"fail/payment: not the recorder":               by(refusal.NotNamed, lab, paying(acme, untilMay), admittedNow(lab)),
	"fail/payment: by no member":                   by(refusal.NotAMember, lab, paying(acme, untilMay)),
	"fail/payment: of no member":                   by(refusal.UnknownRecord, cisco, paying(lab, untilMay)),
	"fail/payment: until no year":                  by(refusal.BadTime, cisco, paying(acme, time.Time{})),
	"fail/payment: older than the last":            by(refusal.TimeReversed, cisco, paying(acme, untilMay), (*world).later, sends(as(cas), paying(acme, untilMay)), back),
	"fail/payment: by a clerk":                     clerk(paying(acme, untilMay)),
	"fail/payment: evidence":                       by(refusal.BadDigest, cisco, membership.RecordPayment{Request: "p", Alliance: zgc, Party: acme, Until: untilMay, Evidence: "e"}),
	"fail/figure: none such":                       by(refusal.UnknownFigure, cisco, membership.RecordFigure{Request: "f", Alliance: zgc, Figure: "quorum", Value: 1}),
	"fail/figure: not the recorder":                by(refusal.NotNamed, lab, counting("f", 3), admittedNow(lab)),
	"fail/figure: negative":                        by(refusal.BadWeight, cisco, counting("f", -1)),
	"fail/figure: too great":                       by(refusal.BadWeight, cisco, counting("f", charter.MaxWeight+1)),
	"fail/figure: older than the last":             by(refusal.TimeReversed, cisco, counting("f", 3), (*world).later, sends(as(cas), counting("g", 3)), back),
	"fail/figure: by a clerk":                      clerk(counting("f", 3)),
	"fail/propose: figure not recorded":            under(attendanceHalf, refusal.FigureMissing, cisco, proposing("p", charter.Expel, acme)),
	"fail/propose: before the figure":              under(attendanceHalf, refusal.TimeReversed, cisco, proposing("p", charter.Expel, acme), (*world).later, sends(as(cas), counting("g", 3)), back),
	"fail/declare: decided by others":              by(refusal.GroupDecided, acme, declaring("d", ""), accepts(grouping("r", acme, lab))),
	"fail/declare: in it already":                  by(refusal.StateUnfit, acme, declaring("d", "")),
	"fail/declare: no id":                          by(refusal.BadID, acme, declaring("d", "G")),
	"fail/declare: an unknown party":               by(refusal.UnknownRecord, lab, declaring("d", "ghost@industry")),
	"fail/declare: the same":                       by(refusal.StateUnfit, acme, declaring("d", cas), sends(as(acme), declaring("c", cas))),
	"fail/declare: in one by consent":              by(refusal.GroupDecided, acme, declaring("d", forum), affiliated(acme, cas)),
	"fail/declare: controls one":                   by(refusal.GroupDecided, cas, declaring("d", forum), affiliated(acme, cas)),
	"fail/declare: taken back twice":               by(refusal.StateUnfit, acme, declaring("d", ""), sends(as(acme), declaring("c", cas)), sends(as(acme), declaring("b", ""))),
	"fail/declare: before the last":                by(refusal.TimeReversed, acme, declaring("d", forum), sends(as(acme), declaring("c", cas)), back),
	"fail/join: a group of nobody's":               by(refusal.UnknownRecord, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: "ghost@industry"}),
	"fail/join: in another group":                  by(refusal.GroupDecided, lab, membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: forum}, affiliated(lab, cas)),
	"fail/agree: nothing declared":                 by(refusal.NotDeclared, cas, agreeing("c", acme)),
	"fail/agree: another group":                    by(refusal.NotDeclared, cas, agreeing("c", acme), sends(as(acme), declaring("d", forum))),
	"fail/agree: taken back":                       by(refusal.NotDeclared, cas, agreeing("c", acme), sends(as(acme), declaring("d", cas)), sends(as(acme), declaring("b", ""))),
	"fail/agree: twice":                            by(refusal.StateUnfit, cas, agreeing("c", acme), affiliated(acme, cas)),
	"fail/agree: to itself":                        by(refusal.StateUnfit, acme, agreeing("c", acme), sends(as(acme), declaring("d", acme))),
	"fail/agree: another's itself":                 by(refusal.GroupDecided, cas, agreeing("c", acme), affiliated(cas, forum), sends(as(acme), declaring("d", cas))),
	"fail/agree: no party":                         by(refusal.BadID, cas, agreeing("c", "acme")),
	"fail/agree: unknown alliance":                 by(refusal.UnknownRecord, cas, membership.ConsentAffiliate{Request: "c", Alliance: "x@industry", Party: acme}),
	"fail/agree: by a clerk":                       clerk(agreeing("c", acme)),
	"fail/agree: before it is declared":            by(refusal.TimeReversed, cas, agreeing("c", acme), sends(as(acme), declaring("d", cas)), back),
	"fail/dissolved: agrees":                       dissolvedFor(refusal.AllianceNotOpen, cas, agreeing("c", acme)),
	"fail/declare: by a clerk":                     clerk(declaring("d", cisco)),
	"fail/declare: before it came":                 by(refusal.TimeReversed, acme, declaring("d", acme), back),
	"fail/vacate: no seat":                         by(refusal.SeatUnfit, lab, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board}),
	"fail/vacate: twice":                           by(refusal.SeatUnfit, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board}, sends(as(acme), membership.VacateSeat{Request: "u", Alliance: zgc, Organ: chartertest.Board})),
	"fail/vacate: its time is up":                  by(refusal.SeatUnfit, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Council}, accepts(seating("s", chartertest.Council, acme)), aDay),
	"fail/vacate: before it sat":                   by(refusal.TimeReversed, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board}, waits(-time.Hour)),
	"fail/vacate: no slug":                         by(refusal.BadID, acme, membership.VacateSeat{Request: "v", Alliance: zgc, Organ: "Board"}),
	"fail/vacate: by a clerk":                      clerk(membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board}),
	"fail/enact: not accepted yet":                 by(refusal.NotTimelocked, lab, membership.Enact{Proposal: resolution}, sends(as(cisco), resolving)),
	"fail/enact: too early":                        by(refusal.TimelockRuns, lab, membership.Enact{Proposal: resolution}, accepts(resolving)),
	"fail/enact: what had no timelock":             by(refusal.NotTimelocked, lab, membership.Enact{Proposal: membership.ProposalID(cisco, "s")}, accepts(seating("s", chartertest.Council, acme))),
	"fail/enact: unknown proposal":                 by(refusal.UnknownRecord, lab, membership.Enact{Proposal: resolution}),
	"fail/enact: no id":                            by(refusal.BadID, lab, membership.Enact{Proposal: "r"}),
	"fail/enact: by a stranger":                    by(refusal.UnknownKey, "ghost@industry", membership.Enact{Proposal: resolution}),
	"fail/withdraw: what is timelocked":            by(refusal.NotFiled, cisco, membership.Withdraw{Request: "w", Proposal: resolution}, accepts(resolving)),
	"fail/end: not over":                           by(refusal.NotOver, lab, membership.EndMembership{Alliance: zgc, Party: acme}),
	"fail/end: its grace runs":                     by(refusal.NotOver, lab, membership.EndMembership{Alliance: zgc, Party: acme}, accepts(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" })), waits(31*24*time.Hour)),
	"fail/end: never a member":                     by(refusal.NotAMember, lab, membership.EndMembership{Alliance: zgc, Party: lab}),
	"fail/end: no id":                              by(refusal.BadID, lab, membership.EndMembership{Alliance: zgc, Party: "l"}),
	"fail/end: by a stranger":                      by(refusal.UnknownKey, "ghost@industry", membership.EndMembership{Alliance: zgc, Party: acme}),
	"fail/propose: not whom it names":              under(chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) { r.Proposers = &charter.Who{Parties: []string{cas}} }), refusal.NotNamed, cisco, proposing("p", charter.Expel, acme)),
	"fail/propose: a mandate until now": by(refusal.UntilPast, cisco, proposed(charter.MandateAction, func(t *membership.Propose) {
		t.Subject, t.Until = acme, time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	})),
	"fail/propose: a suspension too long":    by(refusal.UntilBeyond, cisco, suspending("p", epoch.AddDate(1, 0, 0)), accepts(amending("a", chartertest.WholeWithRule(charter.Suspend, func(r *charter.Rule) { r.Longest = "P3M" })))),
	"fail/propose: a suspension of the past": by(refusal.UntilPast, cisco, suspending("p", epoch)),
	"fail/propose: an expulsion with an end": by(refusal.BadTime, cisco, proposed(charter.Expel, func(t *membership.Propose) { t.Subject, t.Until = acme, epoch.AddDate(1, 0, 0) })),
	"fail/propose: a recognition of the past": by(refusal.UntilPast, cisco, proposed(charter.Recognize, func(t *membership.Propose) {
		t.Subject, t.Until = zgc, time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	})),
	"fail/propose: lapsed":               under(withAgreement, refusal.NotInStanding, cisco, proposing("p", charter.Expel, acme), waits(10*24*time.Hour)),
	"fail/endorse: lapsed":               under(withAgreement, refusal.NotInStanding, cas, endorsing(expulsion, charter.For), waits(10*24*time.Hour-minute), expelling, (*world).later),
	"fail/sponsor: lapsed":               under(sponsoredExpulsion, refusal.NotInStanding, cas, endorsing(expulsion, charter.Sponsor), waits(10*24*time.Hour-minute), expelling, (*world).later),
	"fail/open: still discussed":         under(discussedExpulsion, refusal.DiscussionOpen, lab, membership.PutToVote{Proposal: expulsion}, expelling),
	"fail/requires: evidence":            under(requiring(charter.Expel, charter.Requirement{Evidence: true}), refusal.RequirementUnmet, cisco, proposing("p", charter.Expel, acme)),
	"fail/endorse: a vote older than it": under(chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) { r.Changing, r.Early = true, false }), refusal.TimeReversed, cas, membership.Endorse{Request: "e2", Proposal: expulsion, Position: charter.Against}, expelling, (*world).later, castFor(cas), back),
	"fail/amend: a charter that is none": by(refusal.CharterInvalid, cisco, amending("a", charter.Charter{})),
	"fail/amend: a class in use": by(refusal.CharterInvalid, cisco, amending("a", chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes = append([]charter.Class{}, c.Classes[1], c.Classes[0])
		c.Classes[1].ID, c.Founders = "member", "member"
	}))),
	"fail/dissolved: proposes":   dissolvedFor(refusal.AllianceNotOpen, cisco, proposing("q", charter.Expel, acme)),
	"fail/dissolved: joins":      dissolvedFor(refusal.AllianceNotOpen, lab, joining("j")),
	"fail/dissolved: declares":   dissolvedFor(refusal.AllianceNotOpen, acme, declaring("d", acme)),
	"fail/dissolved: accepts":    dissolvedFor(refusal.AllianceNotOpen, acme, accepting(keyOf("code 1"))),
	"fail/dissolved: pays":       dissolvedFor(refusal.AllianceNotOpen, cisco, paying(acme, untilMay)),
	"fail/dissolved: counts":     dissolvedFor(refusal.AllianceNotOpen, cisco, counting("f", 1)),
	"fail/dissolved: ends twice": dissolvedFor(refusal.NotAMember, lab, membership.EndMembership{Alliance: zgc, Party: acme}, sends(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})),
}

// voided is a refusal of what was accepted: cisco's proposal p was, while some
// preparation left nothing to do. It was filed before.
func voided(code refusal.Code, c charter.Charter, transaction membership.Propose, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, c)
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
		return &refusal.Error{Code: dossier.Decision.Because}
	}}
}

// another is the same proposal under another request.
func another(request string, t membership.Propose) membership.Propose {
	t.Request = request
	return t
}

var (
	newAgreement = chartertest.WholeWith(func(c *charter.Charter) { c.Agreements[0].Digest = keyOf("code 2") })
	toGuest      = reclassifying("p", acme, func(p *membership.Propose) { p.Class = "guest" })
	toOwnWeight  = reclassifying("p", acme, func(p *membership.Propose) { p.Weights = charter.Weights{chartertest.Population: 7} })
	demandingOne = func(r charter.Requirement) charter.Charter { return requiring(charter.MandateAction, r) }
	mandateP     = another("p", mandateFor(acme, untilMay))
)

var voids = map[string]denial{
	"fail/void: the organ is full":         voided(refusal.OrganFull, chartertest.Whole(), seating("p", chartertest.Council, acme), accepts(seating("s1", chartertest.Council, cas)), accepts(seating("s2", chartertest.Council, forum))),
	"fail/void: sits already":              voided(refusal.SeatUnfit, chartertest.Whole(), seating("p", chartertest.Council, acme), accepts(seating("s", chartertest.Council, acme))),
	"fail/void: sits in an organ of all":   voided(refusal.SeatUnfit, chartertest.Whole(), seating("p", chartertest.Board, acme)),
	"fail/void: not whom the organ is for": voided(refusal.SeatUnfit, chartertest.WholeWith(func(c *charter.Charter) { c.Organs[1].Who = &charter.Who{Parties: []string{cas}} }), seating("p", chartertest.Council, acme)),
	"fail/void: has no right to a seat":    voided(refusal.SeatUnfit, chartertest.WholeWith(func(c *charter.Charter) { c.Classes[0].Rights = c.Classes[0].Rights[:4] }), seating("p", chartertest.Council, acme)),
	"fail/void: no seat to vacate":         voided(refusal.SeatUnfit, chartertest.Whole(), vacating("p", chartertest.Council, acme)),
	"fail/void: the class is full":         voided(refusal.ClassFull, chartertest.Whole(), toGuest, accepts(reclassifying("r", forum, func(p *membership.Propose) { p.Class = "guest" }))),
	"fail/void: nothing to renew":          voided(refusal.NothingToRenew, chartertest.Whole(), proposed(charter.Renew, subjectAcme)),
	"fail/void: left":                      voided(refusal.StateUnfit, chartertest.Whole(), proposing("p", charter.Expel, acme), left(acme)),
	"fail/void: the controller moved": {refusal.ControllerOutside, func(t *testing.T) error {
		w := ofFour(t, chartertest.Whole())
		heading(cas)(w)
		heading(cisco)(w)
		w.must(as(cisco), grouping("p", acme, cas))
		castFor(cas, forum)(w)
		require.Equal(t, "accepted", w.settleBy(cisco, grouping("r", cas, cisco), cisco, forum).Status)
		require.Equal(t, "void", w.must(as(lab), membership.Decide{Proposal: expulsion}).Status)
		return &refusal.Error{Code: ask(w, membership.GetProposal{ID: expulsion}).Decision.Because}
	}},
	"fail/void: the charter moved": voided(refusal.CharterMoved, chartertest.Whole(), amending("p", newAgreement), accepts(amending("a", chartertest.Whole()))),
	"fail/void: a class that is in use now": voided(refusal.CharterInvalid, chartertest.Whole(), amending("p", chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes = c.Classes[:2]
	})), accepts(another("r", toGuest))),
	"fail/void: a class that is gone":  voided(refusal.UnknownClass, chartertest.Whole(), toGuest, accepts(amending("a", chartertest.WholeWith(func(c *charter.Charter) { c.Classes = c.Classes[:2] })))),
	"fail/void: an organ that is gone": voided(refusal.UnknownOrgan, chartertest.Whole(), seating("p", chartertest.Council, acme), accepts(amending("a", chartertest.WholeWith(func(c *charter.Charter) { c.Organs = c.Organs[:1] })))),
	"fail/void: a measure that is gone": voided(refusal.UnknownMeasure, chartertest.Whole(), toOwnWeight, accepts(amending("a", chartertest.WholeWith(func(c *charter.Charter) {
		c.Measures, c.Classes[0].Weights = nil, nil
	})))),
	"fail/void: a kind that is gone": voided(refusal.KindNotAdmitted, chartertest.Whole(), toGuest, accepts(amending("a", chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes[2].Kinds = []charter.Kind{charter.Academic}
	})))),
	"fail/void: dissolved":                      voided(refusal.AllianceNotOpen, chartertest.Whole(), proposing("p", charter.Expel, acme), accepts(dissolving)),
	"fail/void: in an alliance not its own":     voided(refusal.RequirementUnmet, demandingOne(charter.Requirement{NotMemberOf: "zgc2@industry"}), mandateP, func(w *world) { w.join2(acme) }),
	"fail/void: its standing is gone meanwhile": voided(refusal.RequirementUnmet, demandingOne(charter.Requirement{Standing: "good"}), mandateP, accepts(amending("a", chartertest.WholeWith(func(c *charter.Charter) { c.Classes[0].Agreements = []string{chartertest.Code} })))),
}

// join2 founds a second alliance, of one member.
func (w *world) join2(founder string) {
	t := founding(chartertest.Basic(1, "PT1H", true), founder)
	t.Request, t.Slug = "found-2", "zgc2"
	w.must(as(founder), t)
}

// dissolvedFor is a refusal once the alliance is dissolved, while a proposal to
// expel acme is still voted on.
func dissolvedFor(code refusal.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	c := chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) { r.Voting = "P1D" })
	return under(c, code, party, transaction, append([]func(*world){expelling, accepts(dissolving)}, prepare...)...)
}

var dissolving = membership.Propose{Request: "dissolve", Alliance: zgc, Action: charter.Dissolve}

var (
	sponsoredExpulsion = chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes[0].Agreements = []string{chartertest.Code}
		c.Rules[charter.Expel].Sponsors, c.Rules[charter.Expel].Expiry = chartertest.Sponsors(1), "P1D"
	})
	discussedExpulsion = chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) { r.Discussion, r.Expiry = "PT2H", "P1D" })
)

// requiring is the whole charter, in which one action demands something.
func requiring(action charter.Action, requirements ...charter.Requirement) charter.Charter {
	return chartertest.WholeWithRule(action, func(r *charter.Rule) { r.Requires = requirements })
}

var charterQuestionRefusals = map[string]denial{
	"fail/ask: affiliation, none":             asking(refusal.UnknownRecord, "GetAffiliation", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: affiliation, no party":         asking(refusal.BadID, "GetAffiliation", `{"alliance":"zgc@industry"}`),
	"fail/ask: affiliation, no alliance":      asking(refusal.BadID, "GetAffiliation", `{"party":"acme@industry"}`),
	"fail/ask: affiliates, no group":          asking(refusal.BadID, "ListAffiliates", `{}`),
	"fail/ask: bookmark of affiliates":        asking(refusal.BadBookmark, "ListAffiliates", `{"group":"acme@industry","bookmark":"x"}`),
	"fail/ask: standing, unknown alliance":    asking(refusal.UnknownRecord, "GetStanding", `{"alliance":"x@industry","party":"cisco@industry","at":"2026-03-02"}`),
	"fail/ask: standing, no member":           asking(refusal.UnknownRecord, "GetStanding", `{"alliance":"zgc@industry","party":"acme@industry","at":"2026-03-02"}`),
	"fail/ask: standing, no time":             asking(refusal.BadTime, "GetStanding", `{"alliance":"zgc@industry","party":"acme@industry","at":"soon"}`),
	"fail/ask: standing, no party":            asking(refusal.BadID, "GetStanding", `{"alliance":"zgc@industry","at":"2026-03-02"}`),
	"fail/ask: acceptances, unknown alliance": asking(refusal.UnknownRecord, "ListAcceptances", `{"alliance":"x@industry","party":"acme@industry"}`),
	"fail/ask: acceptances, no party":         asking(refusal.BadID, "ListAcceptances", `{"alliance":"zgc@industry"}`),
	"fail/ask: figures, unknown alliance":     asking(refusal.UnknownRecord, "ListFigures", `{"alliance":"x@industry","figure":"f"}`),
	"fail/ask: figures, no figure":            asking(refusal.BadID, "ListFigures", `{"alliance":"zgc@industry"}`),
	"fail/ask: seats, unknown alliance":       asking(refusal.UnknownRecord, "ListSeats", `{"alliance":"x@industry","organ":"o"}`),
	"fail/ask: seats, no organ":               asking(refusal.BadID, "ListSeats", `{"alliance":"zgc@industry"}`),
	"fail/ask: recognitions, unknown":         asking(refusal.UnknownRecord, "ListRecognitions", `{"alliance":"x@industry"}`),
	"fail/ask: resolutions, unknown":          asking(refusal.UnknownRecord, "ListResolutions", `{"alliance":"x@industry"}`),
	"fail/ask: draft, none":                   asking(refusal.UnknownRecord, "GetDraft", `{"proposal":"000000000000000000000000"}`),
	"fail/ask: draft, no id":                  asking(refusal.BadID, "GetDraft", `{}`),
	"fail/ask: bookmark of seats":             asking(refusal.BadBookmark, "ListSeats", `{"alliance":"zgc@industry","organ":"o","bookmark":"x"}`),
	"fail/ask: bookmark of resolutions":       asking(refusal.BadBookmark, "ListResolutions", `{"alliance":"zgc@industry","bookmark":"x"}`),
}
