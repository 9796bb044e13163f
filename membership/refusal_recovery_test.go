package membership_test

import (
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

var (
	askingNew   = membership.AskRecovery{Request: "ask", Party: acme, Key: keyOf("new")}
	askingAgain = membership.AskRecovery{Request: "again", Party: acme, Key: keyOf("newer")}
	vetoing     = membership.VetoRecovery{Request: "veto"}
	confirming  = membership.CompleteRecovery{Request: "confirm"}
	completing  = membership.CompleteRecovery{Request: "complete"}
	renewed     = with(as(acme), "new")
	industry    = operatorOf("industry")
	asked       = sends(industry, askingNew)
	vetoed      = sends(as(acme), vetoing)
	confirmed   = sends(renewed, confirming)
	completed   = sends(renewed, completing)
	threeDays   = waits(delayed)
)

// delayed is the delay of a recovery that was confirmed, if its party chose none: with
// the four minutes by which dates may lie.
const delayed = 72*time.Hour + 4*time.Minute

// movedAway is acme at another host: no key is left at its first one.
func movedAway(w *world) {
	w.must(as(acme), membership.RotateAuthority{Request: "move", Host: "academia", Key: keyOf("moved")})
}

func recovering(party, key string) membership.AskRecovery {
	return membership.AskRecovery{Request: "ask", Party: party, Key: key}
}

var recoveryRefusals = map[string]denial{
	"fail/recover: an officer asks":               acted(refusal.NoOperatorAttribute, as(acme), askingNew),
	"fail/recover: the new key asks":              acted(refusal.NoOperatorAttribute, renewed, askingNew),
	"fail/recover: a certificate without names":   acted(refusal.NoOperatorAttribute, nameless, askingNew),
	"fail/recover: no request":                    acted(refusal.BadID, industry, membership.AskRecovery{Party: acme, Key: keyOf("new")}),
	"fail/recover: no party":                      acted(refusal.BadID, industry, recovering("acme", keyOf("new"))),
	"fail/recover: no key":                        acted(refusal.BadDigest, industry, recovering(acme, "")),
	"fail/recover: unknown party":                 acted(refusal.UnknownRecord, industry, recovering("x@industry", keyOf("new"))),
	"fail/recover: another host's party":          acted(refusal.NotHosted, operatorOf("academia"), askingNew),
	"fail/recover: a party that moved away":       acted(refusal.NotHosted, industry, askingNew, movedAway),
	"fail/recover: an alliance, which has no key": acted(refusal.NotHosted, industry, recovering(zgc, keyOf("new"))),
	"fail/recover: a key that is there":           acted(refusal.AuthorityExists, industry, recovering(acme, keyOf(acme))),
	"fail/recover: while another waits":           acted(refusal.RecoveryPending, industry, askingAgain, asked, confirmed),
	"fail/recover: just before it is due":         acted(refusal.RecoveryPending, industry, askingAgain, asked, confirmed, waits(delayed-2*time.Second)),
	"fail/recover: before the registration":       acted(refusal.TimeReversed, industry, askingNew, waits(-time.Hour)),
	"fail/recover: before the veto":               acted(refusal.TimeReversed, industry, askingAgain, asked, waits(time.Hour), vetoed, back),
	"fail/recover: before the last asking":        acted(refusal.TimeReversed, industry, askingAgain, asked, back),
	"fail/recover: other content":                 acted(refusal.RequestReused, industry, recovering(acme, keyOf("newer")), asked),
	"fail/veto: nothing to":                       acted(refusal.NoRecovery, as(acme), vetoing),
	"fail/veto: another party's":                  acted(refusal.NoRecovery, as(cisco), vetoing, asked),
	"fail/veto: twice":                            acted(refusal.NoRecovery, as(acme), membership.VetoRecovery{Request: "v2"}, asked, vetoed),
	"fail/veto: what is complete":                 acted(refusal.NoRecovery, as(acme), vetoing, asked, confirmed, threeDays, completed),
	"fail/veto: by the key that waits":            acted(refusal.UnknownKey, renewed, vetoing, asked),
	"fail/veto: by the host":                      acted(refusal.NoPartyAttribute, industry, vetoing, asked),
	"fail/veto: by a removed key":                 acted(refusal.KeyRemoved, as(acme), vetoing, sends(as(acme), adding("a", "second", membership.Officer)), sends(with(as(acme), "second"), removing("r", acme)), asked),
	"fail/veto: before the asking":                acted(refusal.TimeReversed, as(acme), vetoing, asked, back),
	"fail/veto: before the confirmation":          acted(refusal.TimeReversed, as(acme), vetoing, asked, waits(time.Hour), confirmed, back),
	"fail/veto: no request":                       acted(refusal.BadID, as(acme), membership.VetoRecovery{}),
	"fail/complete: nothing asked":                acted(refusal.NoRecovery, renewed, completing),
	"fail/complete: too early":                    acted(refusal.RecoveryPending, renewed, completing, asked, confirmed, waits(delayed-2*time.Second)),
	"fail/complete: before the asking":            acted(refusal.TimeReversed, renewed, completing, asked, back),
	"fail/complete: not confirmed in time":        acted(refusal.RecoveryPending, renewed, completing, asked, threeDays, confirmed),
	"fail/confirm: the party moved away":          acted(refusal.NotHosted, renewed, confirming, asked, movedAway),
	"fail/confirm: the party added the key":       acted(refusal.AuthorityExists, renewed, confirming, asked, sends(as(acme), adding("a", "new", membership.Delegate))),
	"fail/complete: by another key":               acted(refusal.UnknownKey, with(as(acme), "other"), completing, asked, threeDays),
	"fail/complete: by the lost key":              acted(refusal.UnknownKey, as(acme), completing, asked, threeDays),
	"fail/complete: the key at another host":      acted(refusal.UnknownKey, at(renewed, "academia"), completing, asked, threeDays),
	"fail/complete: for another party":            acted(refusal.NoRecovery, with(as(cisco), "new"), completing, asked, threeDays),
	"fail/complete: without a party":              acted(refusal.NoPartyAttribute, with(industry, "new"), completing, asked, threeDays),
	"fail/complete: vetoed":                       acted(refusal.NoRecovery, renewed, completing, asked, vetoed, threeDays),
	"fail/complete: twice":                        acted(refusal.NoRecovery, renewed, membership.CompleteRecovery{Request: "c2"}, asked, confirmed, threeDays, completed),
	"fail/complete: the party moved away":         acted(refusal.NotHosted, renewed, completing, asked, confirmed, movedAway, threeDays),
	"fail/complete: the party added the key":      acted(refusal.AuthorityExists, renewed, completing, asked, confirmed, sends(as(acme), adding("a", "new", membership.Delegate)), threeDays),
	"fail/complete: replaced by a later asking":   acted(refusal.UnknownKey, renewed, completing, asked, confirmed, threeDays, sends(industry, askingAgain), threeDays),
	"fail/complete: no request":                   acted(refusal.BadID, renewed, membership.CompleteRecovery{}),
	"fail/register: recovery of nine seconds":     registering(refusal.BadChoice, func(r *membership.RegisterParty) { r.Recovery = "PT9S" }),
	"fail/register: recovery of years":            registering(refusal.BadChoice, func(r *membership.RegisterParty) { r.Recovery = "P367D" }),
	"fail/register: recovery is no duration":      registering(refusal.BadChoice, func(r *membership.RegisterParty) { r.Recovery = "soon" }),
	"fail/host: mints an officer":                 acted(refusal.UnknownKey, with(as(acme), "minted"), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/host: mints one while it waits":         acted(refusal.UnknownKey, renewed, membership.Leave{Request: "l", Alliance: zgc}, asked, threeDays),
	"fail/host: acts for the alliance's id":       acted(refusal.UnknownKey, as(zgc), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/host: completes for the alliance":       acted(refusal.NoRecovery, as(zgc), completing),
	"fail/host: registers the alliance":           acted(refusal.IDTaken, as(zgc), registration(zgc, charter.Enterprise)),
	"fail/host: named as a party":                 acted(refusal.BadID, membership.Caller{MSP: "industry", Key: keyOf("k"), Party: "host:industry"}, completing),
}
