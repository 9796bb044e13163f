package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
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
		w := opened(t, false)
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

// Nobody takes an id from a newcomer by describing an alliance, or by founding one that
// does not open: that the host has given the newcomer a certificate for it counts for more.
func TestRegistrationSupersedes(t *testing.T) {
	t.Parallel()
	charter := charterOf(2, "PT1H", false)
	for name, takes := range map[string]membership.Transaction{
		"ok/described": membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: en("Taken"), Source: "a page"},
		"ok/founded":   founding(charter, cisco, cas, forum),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			w.must(as(cisco), takes)
			event := w.must(as(zgc), registration(zgc, membership.Enterprise))
			require.Equal(t, membership.PartyRegistered, event.Type)
			require.Equal(t, membership.Enterprise, ask(w, membership.GetParty{ID: zgc}).Kind)
			require.Equal(t, membership.Superseded, ask(w, membership.GetAlliance{ID: zgc}).Status)

			w.refused(membership.AllianceNotForming, as(cas), consenting(t, charter))
			again := founding(charter, cisco, cas, forum)
			again.Request = "again"
			w.refused(membership.IDTaken, as(cisco), again)
			w.refused(membership.IDTaken, as(acme), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: en("Taken"), Source: "a page"})
			w.refused(membership.AllianceNotOpen, as(lab), joining("j"))
			w.must(as(zgc), correcting("a new name"))
		})
	}
}

// What was claimed about an alliance that gave its id up is not about the party that has
// it now, and is shown so; what is claimed from then on is.
func TestClaimsAboutWhatWasSuperseded(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: en("Taken"), Source: "a page"})
	former := w.must(as(cas), identifying(zgc, "lei", leis[0])).Claim
	w.must(as(forum), membership.Attest{Request: "a", About: zgc, Claim: former, Position: membership.Attests})
	require.False(t, ask(w, membership.ListClaims{About: zgc}).Claims[0].Former)
	w.must(as(zgc), registration(zgc, membership.Enterprise))
	w.must(as(cas), membership.StateClaim{Request: "now", About: zgc, What: "lei", Value: leis[0], Source: "another page"})
	for _, one := range ask(w, membership.ListClaims{About: zgc}).Claims {
		require.Equal(t, one.Claim.ID == former, one.Former)
	}
	for _, one := range w.claimants(leis[0]) {
		require.Equal(t, one.Claim.Claim.ID == former, one.Claim.Former)
	}
}

// What is claimed about an alliance before it opens is about the one that opens.
func TestClaimsAboutWhatOpens(t *testing.T) {
	t.Parallel()
	charter := charterOf(2, "PT1H", false)
	w := forming(t, charter)
	w.must(as(cas), identifying(zgc, "lei", leis[0]))
	w.must(as(cas), consenting(t, charter))
	w.must(as(forum), consenting(t, charter))
	require.False(t, ask(w, membership.ListClaims{About: zgc}).Claims[0].Former)
}

// A registration and the last consent in one block: one of the two has the id.
func TestRegistrationAndOpening(t *testing.T) {
	t.Parallel()
	for name, registered := range map[string]bool{"ok/registered first": true, "ok/opened first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			charter := charterOf(2, "PT1H", false)
			w := forming(t, charter)
			w.must(as(cas), consenting(t, charter))
			block := []simulation{w.simulate(as(zgc), registration(zgc, membership.Enterprise)), w.simulate(as(forum), consenting(t, charter))}
			want := membership.Enterprise
			if !registered {
				block[0], block[1] = block[1], block[0]
				want = membership.AllianceKind
			}
			require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
			require.Equal(t, want, ask(w, membership.GetParty{ID: zgc}).Kind)
		})
	}
}

// A registration that is older than what it takes the id from is refused.
func TestRegistrationBeforeTheDescription(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: en("Taken"), Source: "a page"})
	w.wait(-time.Minute)
	w.refused(membership.TimeReversed, as(zgc), registration(zgc, membership.Enterprise))
}
