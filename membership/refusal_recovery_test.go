package membership_test

import (
	"time"

	"allianceregistry/membership"
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
	"fail/recover: an officer asks":               acted(membership.NoOperatorAttribute, as(acme), askingNew),
	"fail/recover: the new key asks":              acted(membership.NoOperatorAttribute, renewed, askingNew),
	"fail/recover: a certificate without names":   acted(membership.NoOperatorAttribute, nameless, askingNew),
	"fail/recover: no request":                    acted(membership.BadID, industry, membership.AskRecovery{Party: acme, Key: keyOf("new")}),
	"fail/recover: no party":                      acted(membership.BadID, industry, recovering("acme", keyOf("new"))),
	"fail/recover: no key":                        acted(membership.BadDigest, industry, recovering(acme, "")),
	"fail/recover: unknown party":                 acted(membership.UnknownRecord, industry, recovering("x@industry", keyOf("new"))),
	"fail/recover: another host's party":          acted(membership.NotHosted, operatorOf("academia"), askingNew),
	"fail/recover: a party that moved away":       acted(membership.NotHosted, industry, askingNew, movedAway),
	"fail/recover: an alliance, which has no key": acted(membership.NotHosted, industry, recovering(zgc, keyOf("new"))),
	"fail/recover: a key that is there":           acted(membership.AuthorityExists, industry, recovering(acme, keyOf(acme))),
	"fail/recover: while another waits":           acted(membership.RecoveryPending, industry, askingAgain, asked, confirmed),
	"fail/recover: just before it is due":         acted(membership.RecoveryPending, industry, askingAgain, asked, confirmed, waits(delayed-2*time.Second)),
	"fail/recover: before the registration":       acted(membership.TimeReversed, industry, askingNew, waits(-time.Hour)),
	"fail/recover: before the veto":               acted(membership.TimeReversed, industry, askingAgain, asked, waits(time.Hour), vetoed, back),
	"fail/recover: before the last asking":        acted(membership.TimeReversed, industry, askingAgain, asked, back),
	"fail/recover: other content":                 acted(membership.RequestReused, industry, recovering(acme, keyOf("newer")), asked),
	"fail/veto: nothing to":                       acted(membership.NoRecovery, as(acme), vetoing),
	"fail/veto: another party's":                  acted(membership.NoRecovery, as(cisco), vetoing, asked),
	"fail/veto: twice":                            acted(membership.NoRecovery, as(acme), membership.VetoRecovery{Request: "v2"}, asked, vetoed),
	"fail/veto: what is complete":                 acted(membership.NoRecovery, as(acme), vetoing, asked, confirmed, threeDays, completed),
	"fail/veto: by the key that waits":            acted(membership.UnknownKey, renewed, vetoing, asked),
	"fail/veto: by the host":                      acted(membership.NoPartyAttribute, industry, vetoing, asked),
	"fail/veto: by a removed key":                 acted(membership.KeyRemoved, as(acme), vetoing, sends(as(acme), adding("a", "second", membership.Officer)), sends(with(as(acme), "second"), removing("r", acme)), asked),
	"fail/veto: before the asking":                acted(membership.TimeReversed, as(acme), vetoing, asked, back),
	"fail/veto: before the confirmation":          acted(membership.TimeReversed, as(acme), vetoing, asked, waits(time.Hour), confirmed, back),
	"fail/veto: no request":                       acted(membership.BadID, as(acme), membership.VetoRecovery{}),
	"fail/complete: nothing asked":                acted(membership.NoRecovery, renewed, completing),
	"fail/complete: too early":                    acted(membership.RecoveryPending, renewed, completing, asked, confirmed, waits(delayed-2*time.Second)),
	"fail/complete: before the asking":            acted(membership.TimeReversed, renewed, completing, asked, back),
	"fail/complete: not confirmed in time":        acted(membership.RecoveryPending, renewed, completing, asked, threeDays, confirmed),
	"fail/confirm: the party moved away":          acted(membership.NotHosted, renewed, confirming, asked, movedAway),
	"fail/confirm: the party added the key":       acted(membership.AuthorityExists, renewed, confirming, asked, sends(as(acme), adding("a", "new", membership.Delegate))),
	"fail/complete: by another key":               acted(membership.UnknownKey, with(as(acme), "other"), completing, asked, threeDays),
	"fail/complete: by the lost key":              acted(membership.UnknownKey, as(acme), completing, asked, threeDays),
	"fail/complete: the key at another host":      acted(membership.UnknownKey, at(renewed, "academia"), completing, asked, threeDays),
	"fail/complete: for another party":            acted(membership.NoRecovery, with(as(cisco), "new"), completing, asked, threeDays),
	"fail/complete: without a party":              acted(membership.NoPartyAttribute, with(industry, "new"), completing, asked, threeDays),
	"fail/complete: vetoed":                       acted(membership.NoRecovery, renewed, completing, asked, vetoed, threeDays),
	"fail/complete: twice":                        acted(membership.NoRecovery, renewed, membership.CompleteRecovery{Request: "c2"}, asked, confirmed, threeDays, completed),
	"fail/complete: the party moved away":         acted(membership.NotHosted, renewed, completing, asked, confirmed, movedAway, threeDays),
	"fail/complete: the party added the key":      acted(membership.AuthorityExists, renewed, completing, asked, confirmed, sends(as(acme), adding("a", "new", membership.Delegate)), threeDays),
	"fail/complete: replaced by a later asking":   acted(membership.UnknownKey, renewed, completing, asked, confirmed, threeDays, sends(industry, askingAgain), threeDays),
	"fail/complete: no request":                   acted(membership.BadID, renewed, membership.CompleteRecovery{}),
	"fail/register: recovery of nine seconds":     registering(membership.BadChoice, func(r *membership.RegisterParty) { r.Recovery = "PT9S" }),
	"fail/register: recovery of years":            registering(membership.BadChoice, func(r *membership.RegisterParty) { r.Recovery = "P367D" }),
	"fail/register: recovery is no duration":      registering(membership.BadChoice, func(r *membership.RegisterParty) { r.Recovery = "soon" }),
	"fail/host: mints an officer":                 acted(membership.UnknownKey, with(as(acme), "minted"), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/host: mints one while it waits":         acted(membership.UnknownKey, renewed, membership.Leave{Request: "l", Alliance: zgc}, asked, threeDays),
	"fail/host: acts for the alliance's id":       acted(membership.UnknownKey, as(zgc), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/host: completes for the alliance":       acted(membership.NoRecovery, as(zgc), completing),
	"fail/host: registers the alliance":           acted(membership.IDTaken, as(zgc), registration(zgc, membership.Enterprise)),
	"fail/host: named as a party":                 acted(membership.BadID, membership.Caller{Host: "industry", Key: keyOf("k"), Party: "host:industry"}, completing),
}
