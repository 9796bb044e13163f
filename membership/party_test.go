package membership_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

func TestRegisterParty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	event := w.must(as(cisco), membership.RegisterParty{
		Request: "r-1", Kind: charter.Enterprise, Names: form.Names{"en": "Cisco", "zh": "思科"},
		Jurisdiction: "US",
	})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.PartyRegistered, Tx: w.stamp().Tx, Time: w.now, Request: "r-1",
		By: cisco, Party: cisco, Key: keyOf(cisco),
	}, event)
	require.Equal(t, membership.Party{
		Schema: 1, ID: cisco, Kind: charter.Enterprise, Names: form.Names{"en": "Cisco", "zh": "思科"},
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
		denied := w.refused(refusal.IDTaken, as(zgc), registration(zgc, charter.Enterprise))
		require.Equal(t, zgc, denied.Params["id"])
	})
	t.Run("fail/alliance after party", func(t *testing.T) {
		t.Parallel()
		w := populated(t)
		w.must(as(zgc), registration(zgc, charter.Enterprise))
		w.refused(refusal.IDTaken, as(cisco), founding(chartertest.Basic(1, "PT1H", false), cisco))
	})
	t.Run("ok/same slug at another host", func(t *testing.T) {
		t.Parallel()
		w := forming(t, chartertest.Basic(2, "PT1H", false))
		w.must(as("zgc@academia"), registration("zgc@academia", charter.Academic))
	})
}

// Nobody takes an id from a newcomer by describing an alliance, or by founding one that
// does not open: that the host has given the newcomer a certificate for it counts for more.
// But a founding that founders of other hosts have consented to no host ends by a
// certificate, unless it has not opened in 90 days.
func TestRegistrationSupersedes(t *testing.T) {
	t.Parallel()
	c := chartertest.Basic(2, "PT1H", false)
	again := func(founders ...string) membership.FoundAlliance {
		found := founding(c, founders...)
		found.Request = "again"
		return found
	}
	const months = 90 * 24 * time.Hour
	for name, row := range map[string]struct {
		before []func(*world)
		taken  bool
	}{
		"ok/described": {before: []func(*world){
			sends(as(cisco), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: chartertest.En("Taken"), Source: "a page"}),
		}},
		"ok/founded":                      {before: []func(*world){sends(as(cisco), founding(c, cisco, cas, forum))}},
		"ok/consented to at its own host": {before: []func(*world){sends(as(cisco), founding(c, cisco, acme, cas)), sends(as(acme), consenting(t, c))}},
		"ok/founded by a party of another host, alone": {before: []func(*world){
			sends(as(cas), membership.AddAuthority{Request: "a", Host: "industry", Key: keyOf("abroad"), Role: membership.Officer}),
			sends(at(with(as(cas), "abroad"), "industry"), founding(c, cas, cisco, forum)),
		}},
		"ok/consented to, for too long": {before: []func(*world){
			sends(as(cisco), founding(c, cisco, cas, forum)), sends(as(cas), consenting(t, c)), waits(months),
		}},
		"ok/consented to, and founded again": {before: []func(*world){
			sends(as(cisco), founding(c, cisco, cas, forum)), sends(as(cas), consenting(t, c)), waits(months),
			sends(as(cisco), again(cisco, cas, forum)),
		}},
		"fail/consented to at another host": {taken: true, before: []func(*world){
			sends(as(cisco), founding(c, cisco, cas, forum)), sends(as(cas), consenting(t, c)),
		}},
		"fail/consented to, for less than 90 days": {taken: true, before: []func(*world){
			sends(as(cisco), founding(c, cisco, cas, forum)), sends(as(forum), consenting(t, c)),
			waits(months - time.Minute),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			for _, prepare := range row.before {
				prepare(w)
			}
			if row.taken {
				w.refused(refusal.IDTaken, as(zgc), registration(zgc, charter.Enterprise))
				require.Equal(t, membership.Forming, ask(w, membership.GetAlliance{ID: zgc}).Status)
				return
			}
			event := w.must(as(zgc), registration(zgc, charter.Enterprise))
			require.Equal(t, membership.PartyRegistered, event.Type)
			require.Equal(t, charter.Enterprise, ask(w, membership.GetParty{ID: zgc}).Kind)
			require.Equal(t, membership.Superseded, ask(w, membership.GetAlliance{ID: zgc}).Status)

			w.refused(refusal.AllianceNotForming, as(forum), consenting(t, c))
			late := founding(c, cisco, cas, forum)
			late.Request = "late"
			w.refused(refusal.IDTaken, as(cisco), late)
			w.refused(refusal.IDTaken, as(acme), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: chartertest.En("Taken"), Source: "a page"})
			w.refused(refusal.AllianceNotOpen, as(lab), joining("j"))
			w.must(as(zgc), correcting("a new name"))
		})
	}
}

// What was claimed about an alliance that gave its id up is not about the party that has
// it now, and is shown so; what is claimed from then on is.
func TestClaimsAboutWhatWasSuperseded(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: chartertest.En("Taken"), Source: "a page"})
	former := w.must(as(cas), identifying(zgc, "lei", leis[0])).Claim
	w.must(as(forum), membership.Attest{Request: "a", About: zgc, Claim: former, Position: membership.Attests})
	require.False(t, ask(w, membership.ListClaims{About: zgc}).Claims[0].Former)
	w.must(as(zgc), registration(zgc, charter.Enterprise))
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
	c := chartertest.Basic(2, "PT1H", false)
	w := forming(t, c)
	w.must(as(cas), identifying(zgc, "lei", leis[0]))
	w.must(as(cas), consenting(t, c))
	w.must(as(forum), consenting(t, c))
	require.False(t, ask(w, membership.ListClaims{About: zgc}).Claims[0].Former)
}

// A registration and a consent in one block: one of the two has the id. A consent that
// opens the alliance takes it, one of another host's founder keeps the registration off.
func TestRegistrationAndConsent(t *testing.T) {
	t.Parallel()
	opening := func(t tester, c charter.Charter) *world {
		w := populated(t)
		w.must(as(cisco), founding(c, cisco, forum))
		return w
	}
	status := func(w *world) any { return ask(w, membership.GetAlliance{ID: zgc}).Status }
	kind := func(w *world) any { return ask(w, membership.GetParty{ID: zgc}).Kind }
	for name, test := range map[string]struct {
		founded               func(tester, charter.Charter) *world
		consenter             string
		is                    func(*world) any
		registered, consented any // what there is if the one comes first, or the other
	}{
		"ok/keeps it off": {forming, cas, status, membership.Superseded, membership.Forming},
		"ok/opens":        {opening, forum, kind, charter.Enterprise, charter.AllianceKind},
	} {
		for _, registered := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/registered first %v", name, registered), func(t *testing.T) {
				t.Parallel()
				c := chartertest.Basic(2, "PT1H", false)
				w := test.founded(t, c)
				block := []simulation{w.simulate(as(zgc), registration(zgc, charter.Enterprise)), w.simulate(as(test.consenter), consenting(t, c))}
				want := test.registered
				if !registered {
					block[0], block[1] = block[1], block[0]
					want = test.consented
				}
				require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
				require.Equal(t, want, test.is(w))
			})
		}
	}
}

// A registration that is older than what it takes the id from is refused.
func TestRegistrationBeforeTheDescription(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), membership.DescribeAlliance{Request: "d", Slug: "zgc", Names: chartertest.En("Taken"), Source: "a page"})
	w.wait(-time.Minute)
	w.refused(refusal.TimeReversed, as(zgc), registration(zgc, charter.Enterprise))
}
