package membership_test

import (
	"testing"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// acting is a refusal of a caller, in an open alliance with a join that waits
// for votes; cisco has a clerk, who is a delegate, and a key that was removed.
func acting(code refusal.Code, caller membership.Caller, transaction membership.Transaction) denial {
	return denial{code, func(t *testing.T) error {
		w := opened(t, false)
		w.must(as(cisco), adding("clerk", "clerk", membership.Delegate))
		w.must(as(cisco), adding("lost", "lost", membership.Officer))
		w.must(as(cisco), removing("remove-lost", "lost"))
		w.join(acme, "join")
		w.refused(code, caller, transaction)
		_, err := w.apply(caller, transaction)
		return err
	}}
}

var (
	pending      = membership.ProposalID(acme, "join")
	vote         = endorsing(pending, charter.For)
	nameless     = membership.Caller{MSP: "industry", Key: keyOf(cisco)}
	misspelt     = membership.Caller{MSP: "industry", Key: keyOf(cisco), Party: "Cisco@industry"}
	forgedParty  = membership.Caller{MSP: "industry", Key: keyOf(acme), Party: cisco}
	forgedByHost = membership.Caller{MSP: "association", Key: keyOf("forged"), Party: cas}
	sameKeyMoved = at(as(cisco), "association")
)

var callerRefusals = map[string]denial{
	"fail/caller: no attribute":                    acting(refusal.NoPartyAttribute, nameless, vote),
	"fail/caller: no attribute, to register":       acting(refusal.NoPartyAttribute, nameless, registration("x", charter.Enterprise)),
	"fail/caller: attribute is no id":              acting(refusal.BadID, misspelt, vote),
	"fail/caller: certificate of X, key of Y":      acting(refusal.UnknownKey, with(as(cisco), acme), vote),
	"fail/caller: attribute names another party":   acting(refusal.UnknownKey, forgedParty, vote),
	"fail/caller: a host forges another's party":   acting(refusal.UnknownKey, forgedByHost, vote),
	"fail/caller: right key, another host":         acting(refusal.UnknownKey, sameKeyMoved, vote),
	"fail/caller: unknown key endorses":            acting(refusal.UnknownKey, with(as(cisco), "new"), vote),
	"fail/caller: unknown key decides":             acting(refusal.UnknownKey, with(as(cisco), "new"), membership.Decide{Proposal: pending}),
	"fail/caller: unknown key adds itself":         acting(refusal.UnknownKey, with(as(cisco), "new"), adding("a", "new", membership.Officer)),
	"fail/caller: unknown key leaves":              acting(refusal.UnknownKey, with(as(cisco), "new"), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/caller: unregistered party":              acting(refusal.UnknownKey, as("ghost@industry"), joining("j")),
	"fail/caller: removed key endorses":            acting(refusal.KeyRemoved, with(as(cisco), "lost"), vote),
	"fail/caller: removed key decides":             acting(refusal.KeyRemoved, with(as(cisco), "lost"), membership.Decide{Proposal: pending}),
	"fail/caller: removed key rotates":             acting(refusal.KeyRemoved, with(as(cisco), "lost"), membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf("n")}),
	"fail/caller: removed key comes back":          acting(refusal.KeyRemoved, with(as(cisco), "lost"), adding("a", "lost", membership.Officer)),
	"fail/caller: delegate where an officer must":  acting(refusal.NeedsOfficer, with(as(cisco), "clerk"), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/caller: delegate makes himself officer":  acting(refusal.NeedsOfficer, with(as(cisco), "clerk"), adding("a", "friend", membership.Officer)),
	"fail/register: foreign host":                  acting(refusal.ForeignHost, at(with(as("new@academia"), "k"), "industry"), registration("x", charter.Academic)),
	"fail/register: party again":                   acting(refusal.IDTaken, with(as(cas), "usurper"), membership.RegisterParty{Request: "r2", Kind: charter.Academic, Names: chartertest.En("CAS")}),
	"fail/register: party again, by a removed key": acting(refusal.IDTaken, with(as(cisco), "lost"), membership.RegisterParty{Request: "r2", Kind: charter.Enterprise, Names: chartertest.En("Cisco")}),
	"fail/register: an alliance's id":              acting(refusal.IDTaken, as(zgc), registration(zgc, charter.Enterprise)),
}

var authorityRefusals = map[string]denial{
	"fail/add: no host":               acting(refusal.BadID, as(cisco), membership.AddAuthority{Request: "a", Key: keyOf("n"), Role: membership.Officer}),
	"fail/add: no key":                acting(refusal.BadDigest, as(cisco), membership.AddAuthority{Request: "a", Host: "industry", Role: membership.Officer}),
	"fail/add: upper case":            acting(refusal.BadDigest, as(cisco), membership.AddAuthority{Request: "a", Host: "industry", Key: "A" + keyOf("n")[1:], Role: membership.Officer}),
	"fail/add: role":                  acting(refusal.BadChoice, as(cisco), adding("a", "n", "owner")),
	"fail/add: no role":               acting(refusal.BadChoice, as(cisco), adding("a", "n", "")),
	"fail/add: exists":                acting(refusal.AuthorityExists, as(cisco), adding("a", "clerk", membership.Officer)),
	"fail/add: exists, removed":       acting(refusal.AuthorityExists, as(cisco), adding("a", "lost", membership.Officer)),
	"fail/rotate: to itself":          acting(refusal.AuthorityExists, as(cisco), membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf(cisco)}),
	"fail/rotate: to a removed key":   acting(refusal.AuthorityExists, as(cisco), membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf("lost")}),
	"fail/remove: unknown":            acting(refusal.UnknownRecord, as(cisco), removing("r", "nobody")),
	"fail/remove: another party's":    acting(refusal.UnknownRecord, as(acme), removing("r", cisco)),
	"fail/remove: twice":              acting(refusal.KeyRemoved, as(cisco), removing("r", "lost")),
	"fail/remove: last officer":       acting(refusal.LastOfficer, as(cisco), removing("r", cisco)),
	"fail/remove: bad digest":         acting(refusal.BadDigest, as(cisco), membership.RemoveAuthority{Request: "r", Host: "industry", Key: "00"}),
	"fail/remove: before it was made": {refusal.TimeReversed, removeBeforeAdded},
}

func removeBeforeAdded(t *testing.T) error {
	w := populated(t)
	w.must(as(cisco), adding("a", "n", membership.Officer))
	w.wait(-minute)
	_, err := w.apply(as(cisco), removing("r", "n"))
	return err
}
