package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

func adding(request, label string, role membership.Role) membership.AddAuthority {
	return membership.AddAuthority{Request: request, Host: "industry", Key: keyOf(label), Role: role}
}

func removing(request, label string) membership.RemoveAuthority {
	return membership.RemoveAuthority{Request: request, Host: "industry", Key: keyOf(label)}
}

func TestAuthorities(t *testing.T) {
	t.Parallel()
	w := populated(t)

	added := w.must(as(cisco), adding("add", "second", membership.Officer))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.AuthorityAdded, Tx: w.stamp().Tx, Time: w.now, Request: "add",
		By: cisco, Party: cisco, Key: keyOf("second"), Status: "officer",
	}, added)
	addedAt := w.stamp()

	second := with(as(cisco), "second")
	rotated := w.must(second, membership.RotateAuthority{Request: "rotate", Host: "academia", Key: keyOf("third")})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.AuthorityRotated, Tx: w.stamp().Tx, Time: w.now, Request: "rotate",
		By: cisco, Party: cisco, Key: keyOf("third"), Status: "officer",
	}, rotated)
	rotatedAt := w.stamp()

	third := at(with(as(cisco), "third"), "academia")
	removed := w.must(third, removing("remove", cisco))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.AuthorityRemoved, Tx: w.stamp().Tx, Time: w.now, Request: "remove",
		By: cisco, Party: cisco, Key: keyOf(cisco), Status: "officer",
	}, removed)
	removedAt := w.stamp()

	byKey := map[string]membership.Authority{}
	for _, authority := range ask(w, membership.ListAuthorities{Party: cisco}).Authorities {
		byKey[authority.Key] = authority
	}
	require.Len(t, byKey, 3)
	require.Equal(t, membership.AuthorityGone, byKey[keyOf(cisco)].State)
	require.Equal(t, &removedAt, byKey[keyOf(cisco)].Removed)
	require.Equal(t, membership.Authority{
		Schema: 1, Party: cisco, Host: "industry", Key: keyOf("second"), Role: membership.Officer,
		State: membership.AuthorityGone, Added: addedAt, Removed: &rotatedAt,
	}, byKey[keyOf("second")])
	require.Equal(t, membership.Authority{
		Schema: 1, Party: cisco, Host: "academia", Key: keyOf("third"), Role: membership.Officer,
		State: membership.AuthorityActive, Added: rotatedAt,
	}, byKey[keyOf("third")])

	// Each old key is dead, the new one acts at its own host only.
	w.refused(refusal.KeyRemoved, as(cisco), adding("later", "x", membership.Delegate))
	w.refused(refusal.KeyRemoved, second, adding("later", "x", membership.Delegate))
	w.refused(refusal.UnknownKey, with(as(cisco), "third"), adding("later", "x", membership.Delegate))
	w.must(third, adding("later", "x", membership.Delegate))
}

// A delegate endorses, decides and rotates its own key, and nothing else.
func TestDelegate(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	w.must(as(cisco), adding("add", "clerk", membership.Delegate))
	clerk := with(as(cisco), "clerk")
	proposal := w.join(acme, "join")

	w.must(clerk, endorsing(proposal, charter.For))
	w.must(as(cas), endorsing(proposal, charter.For))
	w.must(clerk, membership.Decide{Proposal: proposal})
	event := w.must(clerk, membership.RotateAuthority{Request: "rotate", Host: "industry", Key: keyOf("clerk 2")})
	require.Equal(t, "delegate", event.Status)

	clerk = with(as(cisco), "clerk 2")
	for name, transaction := range map[string]membership.Transaction{
		"fail/add":     adding("no", "friend", membership.Officer),
		"fail/remove":  removing("no", cisco),
		"fail/found":   membership.FoundAlliance{Request: "no", Slug: "other", Names: chartertest.En("Other"), Founders: []string{cisco}, Charter: chartertest.Basic(1, "PT1H", false)},
		"fail/consent": membership.Consent{Request: "no", Alliance: zgc, Charter: digestOf(t, chartertest.Basic(2, "PT1H", true))},
		"fail/join":    joining("no"),
		"fail/leave":   membership.Leave{Request: "no", Alliance: zgc},
	} {
		t.Run(name, func(*testing.T) { w.refused(refusal.NeedsOfficer, clerk, transaction) })
	}
}

func TestLastOfficer(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), adding("clerk", "clerk", membership.Delegate))
	w.must(as(cisco), adding("second", "second", membership.Officer))
	w.must(as(cisco), removing("remove-second", "second"))
	// A delegate and a removed officer do not count.
	w.refused(refusal.LastOfficer, as(cisco), removing("remove-self", cisco))
	w.refused(refusal.KeyRemoved, as(cisco), removing("again", "second"))
	w.refused(refusal.AuthorityExists, as(cisco), adding("revive", "second", membership.Officer))
	w.must(as(cisco), removing("remove-clerk", "clerk"))
	// The last officer can still hand over.
	w.must(as(cisco), membership.RotateAuthority{Request: "rotate", Host: "industry", Key: keyOf("heir")})
	w.must(with(as(cisco), "heir"), adding("again", "helper", membership.Delegate))
}

// Whoever steals an officer's key may add keys, but not so many that the party
// could never remove one again.
func TestKeysAreBounded(t *testing.T) {
	t.Parallel()
	w := populated(t)
	thief := with(as(cisco), "stolen")
	w.must(as(cisco), adding("stolen", "stolen", membership.Officer))
	flood := w.ledger.Begin("flood")
	template, err := flood.Get(membership.AuthorityKey(cisco, "industry", keyOf("stolen")))
	require.NoError(t, err)
	for i := 2; i < membership.MaxAuthorities; i++ {
		require.NoError(t, flood.Put(membership.AuthorityKey(cisco, "industry", keyOf(string(rune(i)))), template))
	}
	w.ledger.Commit(flood)

	denied := w.refused(refusal.TooMany, thief, adding("one-more", "one more", membership.Officer))
	require.Equal(t, "authority", denied.Params["what"])
	w.refused(refusal.TooMany, thief, membership.RotateAuthority{Request: "rotate", Host: "industry", Key: keyOf("one more")})
	require.Len(t, ask(w, membership.ListAuthorities{Party: cisco}).Authorities, membership.MaxAuthorities)
	w.must(as(cisco), removing("remove", "stolen"))
	w.refused(refusal.KeyRemoved, thief, adding("still", "still", membership.Officer))
}
