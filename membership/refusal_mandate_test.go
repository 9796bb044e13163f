package membership_test

import (
	"testing"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// mandateFor is a proposal to let a member act for the alliance.
func mandateFor(party string, until time.Time) membership.Propose {
	transaction := proposing("m", charter.MandateAction, party)
	transaction.Until = until
	return transaction
}

// olderMandate decides on a mandate before the one that was decided last.
func olderMandate(t *testing.T) error {
	w := ofFour(t, withMandates)
	transaction := mandateFor(acme, untilMay)
	var proposals []string
	for _, request := range []string{"first", "second"} {
		transaction.Request = request
		proposal := w.must(as(cisco), transaction).Proposal
		w.must(as(cisco), endorsing(proposal, charter.For))
		w.must(as(cas), endorsing(proposal, charter.For))
		proposals = append(proposals, proposal)
	}
	w.wait(30 * time.Minute)
	w.must(as(lab), membership.Decide{Proposal: proposals[0]})
	w.wait(-20 * time.Minute)
	_, err := w.apply(as(lab), membership.Decide{Proposal: proposals[1]})
	return err
}

var (
	leaveAsZGC  = membership.Leave{Request: "l", As: zgc, Alliance: zgc}
	accusedVote = membership.Endorse{Request: "e", As: zgc, Proposal: expulsion, Position: charter.Against}
)

var mandateRefusals = map[string]denial{
	"fail/mandate: no end":               acted(refusal.BadTime, as(cisco), proposing("m", charter.MandateAction, acme)),
	"fail/mandate: an end of a year 0":   acted(refusal.BadTime, as(cisco), mandateFor(acme, time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC))),
	"fail/mandate: an end nobody writes": acted(refusal.BadTime, as(cisco), mandateFor(acme, time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -7200)))),
	"fail/propose: an end of expulsion":  acted(refusal.BadTime, as(cisco), membership.Propose{Request: "p", Alliance: zgc, Action: charter.Expel, Subject: acme, Until: untilMay}),
	"fail/mandate: a stranger":           acted(refusal.StateUnfit, as(cisco), mandateFor(lab, untilMay)),
	"fail/mandate: the alliance itself":  acted(refusal.StateUnfit, as(cisco), mandateFor(zgc, untilMay)),
	"fail/mandate: no rule":              under(withRules, refusal.NoRule, cisco, mandateFor(acme, untilMay)),
	"fail/as: no id":                     acted(refusal.BadID, as(cisco), membership.Leave{Request: "l", As: "zgc", Alliance: zgc}),
	"fail/as: without a mandate":         acted(refusal.NoMandate, as(cisco), leaveAsZGC),
	"fail/as: another was mandated":      acted(refusal.NoMandate, as(cisco), leaveAsZGC, mandated(acme)),
	"fail/as: a party is no alliance":    acted(refusal.NoMandate, as(cisco), membership.Leave{Request: "l", As: acme, Alliance: zgc}),
	"fail/as: no such alliance":          acted(refusal.NoMandate, as(cisco), membership.Leave{Request: "l", As: "x@industry", Alliance: zgc}),
	"fail/as: the time is up":            acted(refusal.NoMandate, as(acme), leaveAsZGC, mandated(acme), func(w *world) { w.now = untilMay.Add(-time.Second) }),
	"fail/as: left since":                acted(refusal.NoMandate, as(acme), leaveAsZGC, mandated(acme), left(acme)),
	"fail/as: suspended since":           acted(refusal.NoMandate, as(acme), leaveAsZGC, mandated(acme), suspended(acme)),
	"fail/as: ended early": acted(refusal.NoMandate, as(acme), leaveAsZGC, mandated(acme), func(w *world) {
		w.mandate(acme, w.now.Add(3*time.Second)) // the voting takes as long
	}),
	"fail/as: before the mandate":      acted(refusal.TimeReversed, as(acme), leaveAsZGC, mandated(acme), back),
	"fail/as: by a delegate":           acted(refusal.NeedsOfficer, with(as(acme), "clerk"), leaveAsZGC, mandated(acme), sends(as(acme), adding("a", "clerk", membership.Delegate))),
	"fail/as: a member of itself":      acted(refusal.Cycle, as(acme), joinsAs("j", zgc, zgc), mandated(acme)),
	"fail/as: leaves itself":           acted(refusal.NotAMember, as(acme), leaveAsZGC, mandated(acme)),
	"fail/as: proposes within itself":  acted(refusal.NotAMember, as(acme), membership.Propose{Request: "p", As: zgc, Alliance: zgc, Action: charter.Expel, Subject: cas}, mandated(acme)),
	"fail/as: votes within itself":     acted(refusal.NotAMember, as(forum), accusedVote, mandated(forum), expelling),
	"fail/as: the subject by its back": acted(refusal.Recused, as(acme), accusedVote, mandated(acme), expelling),
	"fail/as: withdraws a member's":    acted(refusal.NotTheFiler, as(cisco), membership.Withdraw{Request: "w", As: zgc, Proposal: expulsion}, mandated(cisco), expelling),
	"fail/as: consents once open":      acted(refusal.AllianceNotForming, as(acme), membership.Consent{Request: "c", As: zgc, Alliance: zgc, Charter: keyOf("c")}, mandated(acme)),
	"fail/as: the request means another": acted(refusal.RequestReused, as(acme), membership.Leave{Request: "r", As: zgc, Alliance: zgc},
		mandated(acme), sends(as(acme), membership.Leave{Request: "r", Alliance: zgc})),
	"fail/decide: an older mandate over a younger": {refusal.TimeReversed, olderMandate},
	"fail/mandate: what is not as":                 parsing(refusal.UnknownField, "StateClaim", `{"as":"zgc@industry"}`),
}
