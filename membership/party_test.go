package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

func TestRegisterParty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	event := w.must(as(cisco), membership.RegisterParty{
		Request: "r-1", Kind: membership.Enterprise, Names: membership.Names{"en": "Cisco", "zh": "思科"},
		Jurisdiction: "US",
	})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.PartyRegistered, Tx: w.stamp().Tx, Time: w.now, Request: "r-1",
		By: cisco, Party: cisco, Key: keyOf(cisco),
	}, event)
	require.Equal(t, membership.Party{
		Schema: 1, ID: cisco, Kind: membership.Enterprise, Names: membership.Names{"en": "Cisco", "zh": "思科"},
		Jurisdiction: "US", Registered: w.stamp(), Version: 1, Written: w.stamp(),
	}, ask(w, membership.GetParty{ID: cisco}))
	require.Equal(t, []membership.Authority{{
		Schema: 1, Party: cisco, Host: "industry", Key: keyOf(cisco), Role: membership.Officer,
		State: membership.AuthorityActive, Added: w.stamp(),
	}}, ask(w, membership.ListAuthorities{Party: cisco}).Authorities)
	require.Empty(t, ask(w, membership.ListMemberships{Party: cisco}).Memberships)
}

func TestIDsAreOneNameSpace(t *testing.T) {
	t.Parallel()
	t.Run("fail/party after alliance", func(t *testing.T) {
		t.Parallel()
		w := forming(t, charterOf(2, "PT1H", false))
		refusal := w.refused(membership.IDTaken, as(zgc), registration(zgc, membership.Enterprise))
		require.Equal(t, zgc, refusal.Params["id"])
	})
	t.Run("fail/alliance after party", func(t *testing.T) {
		t.Parallel()
		w := populated(t)
		w.must(as(zgc), registration(zgc, membership.Enterprise))
		w.refused(membership.IDTaken, as(cisco), founding(charterOf(1, "PT1H", false), cisco))
	})
	t.Run("ok/same slug at another host", func(t *testing.T) {
		t.Parallel()
		w := forming(t, charterOf(2, "PT1H", false))
		w.must(as("zgc@academia"), registration("zgc@academia", membership.Academic))
	})
}
