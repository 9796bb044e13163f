package membership_test

import (
	"testing"

	"allianceregistry/membership"
)

// acting is a refusal of a caller, in an open alliance with a join that waits
// for votes; cisco has a clerk, who is a delegate, and a key that was removed.
func acting(code membership.Code, caller membership.Caller, transaction membership.Transaction) denial {
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
	vote         = endorsing(pending, membership.For)
	nameless     = membership.Caller{Host: "industry", Key: keyOf(cisco)}
	misspelt     = membership.Caller{Host: "industry", Key: keyOf(cisco), Party: "Cisco@industry"}
	forgedParty  = membership.Caller{Host: "industry", Key: keyOf(acme), Party: cisco}
	forgedByHost = membership.Caller{Host: "association", Key: keyOf("forged"), Party: cas}
	sameKeyMoved = at(as(cisco), "association")
)

var callerRefusals = map[string]denial{
	"fail/caller: no attribute":                    acting(membership.NoPartyAttribute, nameless, vote),
	"fail/caller: no attribute, to register":       acting(membership.NoPartyAttribute, nameless, registration("x", membership.Enterprise)),
	"fail/caller: attribute is no id":              acting(membership.BadID, misspelt, vote),
	"fail/caller: certificate of X, key of Y":      acting(membership.UnknownKey, with(as(cisco), acme), vote),
	"fail/caller: attribute names another party":   acting(membership.UnknownKey, forgedParty, vote),
	"fail/caller: a host forges another's party":   acting(membership.UnknownKey, forgedByHost, vote),
	"fail/caller: right key, another host":         acting(membership.UnknownKey, sameKeyMoved, vote),
	"fail/caller: unknown key endorses":            acting(membership.UnknownKey, with(as(cisco), "new"), vote),
	"fail/caller: unknown key decides":             acting(membership.UnknownKey, with(as(cisco), "new"), membership.Decide{Proposal: pending}),
	"fail/caller: unknown key adds itself":         acting(membership.UnknownKey, with(as(cisco), "new"), adding("a", "new", membership.Officer)),
	"fail/caller: unknown key leaves":              acting(membership.UnknownKey, with(as(cisco), "new"), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/caller: unregistered party":              acting(membership.UnknownKey, as("ghost@industry"), joining("j")),
	"fail/caller: removed key endorses":            acting(membership.KeyRemoved, with(as(cisco), "lost"), vote),
	"fail/caller: removed key decides":             acting(membership.KeyRemoved, with(as(cisco), "lost"), membership.Decide{Proposal: pending}),
	"fail/caller: removed key rotates":             acting(membership.KeyRemoved, with(as(cisco), "lost"), membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf("n")}),
	"fail/caller: removed key comes back":          acting(membership.KeyRemoved, with(as(cisco), "lost"), adding("a", "lost", membership.Officer)),
	"fail/caller: delegate where an officer must":  acting(membership.NeedsOfficer, with(as(cisco), "clerk"), membership.Leave{Request: "l", Alliance: zgc}),
	"fail/caller: delegate makes himself officer":  acting(membership.NeedsOfficer, with(as(cisco), "clerk"), adding("a", "friend", membership.Officer)),
	"fail/register: foreign host":                  acting(membership.ForeignHost, at(with(as("new@academia"), "k"), "industry"), registration("x", membership.Academic)),
	"fail/register: party again":                   acting(membership.IDTaken, with(as(cas), "usurper"), membership.RegisterParty{Request: "r2", Kind: membership.Academic, Names: en("CAS")}),
	"fail/register: party again, by a removed key": acting(membership.IDTaken, with(as(cisco), "lost"), membership.RegisterParty{Request: "r2", Kind: membership.Enterprise, Names: en("Cisco")}),
	"fail/register: an alliance's id":              acting(membership.IDTaken, as(zgc), registration(zgc, membership.Enterprise)),
}

var authorityRefusals = map[string]denial{
	"fail/add: no host":               acting(membership.BadID, as(cisco), membership.AddAuthority{Request: "a", Key: keyOf("n"), Role: membership.Officer}),
	"fail/add: no key":                acting(membership.BadDigest, as(cisco), membership.AddAuthority{Request: "a", Host: "industry", Role: membership.Officer}),
	"fail/add: upper case":            acting(membership.BadDigest, as(cisco), membership.AddAuthority{Request: "a", Host: "industry", Key: "A" + keyOf("n")[1:], Role: membership.Officer}),
	"fail/add: role":                  acting(membership.BadChoice, as(cisco), adding("a", "n", "owner")),
	"fail/add: no role":               acting(membership.BadChoice, as(cisco), adding("a", "n", "")),
	"fail/add: exists":                acting(membership.AuthorityExists, as(cisco), adding("a", "clerk", membership.Officer)),
	"fail/add: exists, removed":       acting(membership.AuthorityExists, as(cisco), adding("a", "lost", membership.Officer)),
	"fail/rotate: to itself":          acting(membership.AuthorityExists, as(cisco), membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf(cisco)}),
	"fail/rotate: to a removed key":   acting(membership.AuthorityExists, as(cisco), membership.RotateAuthority{Request: "r", Host: "industry", Key: keyOf("lost")}),
	"fail/remove: unknown":            acting(membership.UnknownRecord, as(cisco), removing("r", "nobody")),
	"fail/remove: another party's":    acting(membership.UnknownRecord, as(acme), removing("r", cisco)),
	"fail/remove: twice":              acting(membership.KeyRemoved, as(cisco), removing("r", "lost")),
	"fail/remove: last officer":       acting(membership.LastOfficer, as(cisco), removing("r", cisco)),
	"fail/remove: bad digest":         acting(membership.BadDigest, as(cisco), membership.RemoveAuthority{Request: "r", Host: "industry", Key: "00"}),
	"fail/remove: before it was made": {membership.TimeReversed, removeBeforeAdded},
}

func removeBeforeAdded(t *testing.T) error {
	w := populated(t)
	w.must(as(cisco), adding("a", "n", membership.Officer))
	w.wait(-minute)
	_, err := w.apply(as(cisco), removing("r", "n"))
	return err
}
