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

// A claim stands with its source under who made it; others attest or dispute it,
// and the last position of each counts.
func TestClaims(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	require.Empty(t, ask(w, membership.ListClaims{About: acme}).Claims)
	event := w.must(as(cisco), corda)
	claim := membership.Claim{
		Schema: 1, ID: event.Claim, About: acme, By: cisco, What: "platform", Value: "Corda", Role: "develops",
		From: "2016", AsOf: "2026-03-01", Source: "a page", Stamp: w.stamp(),
	}
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ClaimStated, Tx: w.stamp().Tx, Time: w.now, Request: "claim", By: cisco, Party: acme, Claim: claim.ID,
	}, event)
	require.Equal(t, []membership.Attested{{Claim: claim, Attestations: []membership.Attestation{}}}, ask(w, membership.ListClaims{About: acme}).Claims)

	require.Equal(t, "attests", w.must(as(cas), attesting("1", claim.ID, membership.Attests)).Position)
	w.must(as(acme), attesting("1", claim.ID, membership.Disputes)) // whom it is about may have a view
	w.must(as(lab), attesting("1", claim.ID, membership.Attests))
	w.must(as(cas), attesting("2", claim.ID, membership.Disputes))
	got := ask(w, membership.ListClaims{About: acme}).Claims[0]
	require.Equal(t, 1, got.Attest)
	require.Equal(t, 2, got.Dispute)
	require.Len(t, got.Attestations, 3)
	require.Empty(t, ask(w, membership.ListMemberships{Party: lab}).Memberships, "who attests needs no membership")
}

// Claims about two subjects stay apart, also where they have one id: whoever
// finds two requests with the same short hash gains nothing.
func TestClaimsOfOneID(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	id := w.must(as(cisco), corda).Claim
	same := w.ledger.Begin("same")
	value, err := same.Get(membership.ClaimKey(acme, id))
	require.NoError(t, err)
	require.NoError(t, same.Put(membership.ClaimKey(zgc, id), value))
	w.ledger.Commit(same)
	w.must(as(cas), attesting("1", id, membership.Attests))
	require.Equal(t, 1, ask(w, membership.ListClaims{About: acme}).Claims[0].Attest)
	require.Equal(t, 0, ask(w, membership.ListClaims{About: zgc}).Claims[0].Attest)
	require.Empty(t, ask(w, membership.ListClaims{About: cisco}).Claims)
}

// A party's record is corrected; what it said before stays, and what it is does not change.
func TestCorrectParty(t *testing.T) {
	t.Parallel()
	w := populated(t)
	before := ask(w, membership.GetParty{ID: acme})
	event := w.must(as(acme), membership.CorrectParty{Request: "c", Names: chartertest.En("Acme Ltd"), Jurisdiction: "CN", Reason: "renamed"})
	require.Equal(t, membership.PartyCorrected, event.Type)
	require.Equal(t, acme, event.Party)
	after := before
	after.Names, after.Jurisdiction, after.Version, after.Reason, after.Written = chartertest.En("Acme Ltd"), "CN", 2, "renamed", w.stamp()
	require.Equal(t, after, ask(w, membership.GetParty{ID: acme}))
	require.Equal(t, []membership.Party{before, after}, ask(w, membership.GetPartyHistory{Party: acme}).Versions)

	w.must(as(acme), correcting("back"))
	page := ask(w, membership.GetPartyHistory{Party: acme, Size: 2})
	require.Len(t, page.Versions, 2)
	last := ask(w, membership.GetPartyHistory{Party: acme, Size: 2, Bookmark: page.Next}).Versions
	require.Equal(t, []membership.Party{ask(w, membership.GetParty{ID: acme})}, last)
	require.Empty(t, last[0].Jurisdiction, "a correction replaces all that was said")
	require.Equal(t, charter.Enterprise, last[0].Kind)
}

// An alliance that is only described has no members until its founders found it
// under the same id; another host's party gets an id of its own host.
func TestDescribedAlliance(t *testing.T) {
	t.Parallel()
	w := populated(t)
	event := w.must(as(acme), described)
	require.Equal(t, membership.AllianceDescribed, event.Type)
	require.Equal(t, "zgc2@industry", event.Alliance)
	require.Equal(t, membership.Alliance{
		Schema: 1, ID: "zgc2@industry", Names: chartertest.En("The second"), Aliases: []string{"Z2"}, Sector: "computing",
		Founders: []string{}, Status: membership.Described, Source: "a page", Founded: w.stamp(),
	}, ask(w, membership.GetAlliance{ID: "zgc2@industry"}))
	w.must(as(cas), claiming(func(c *membership.StateClaim) { c.About = "zgc2@industry" }))
	_, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetParty{ID: "zgc2@industry"})
	requireCode(t, refusal.UnknownRecord, err)

	require.Equal(t, "zgc2@academia", w.must(as(cas), foundingOf("zgc2", cas, cisco, forum)).Alliance)
	require.Equal(t, membership.Described, ask(w, membership.GetAlliance{ID: "zgc2@industry"}).Status)
	require.Equal(t, "zgc2@industry", w.must(as(cisco), foundingOf("zgc2", cisco, cas, forum)).Alliance)
	require.Equal(t, membership.Forming, ask(w, membership.GetAlliance{ID: "zgc2@industry"}).Status)
	consent := membership.Consent{Request: "c", Alliance: "zgc2@industry", Charter: digestOf(t, withMandates)}
	w.must(as(cas), consent)
	w.must(as(forum), consent)
	require.Equal(t, charter.AllianceKind, ask(w, membership.GetParty{ID: "zgc2@industry"}).Kind)
	require.Len(t, ask(w, membership.ListClaims{About: "zgc2@industry"}).Claims, 1)
}

// Two found what was described, or found and describe, in one block: one stands.
func TestDescribedInOneBlock(t *testing.T) {
	t.Parallel()
	for name, prepared := range map[string]bool{"ok/described before": true, "ok/described in it": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			second := membership.Transaction(described)
			if prepared {
				w.must(as(acme), described)
				second = foundingOf("zgc2", acme, cas, forum)
			}
			w.wait(time.Hour)
			codes := w.commit(w.simulate(as(cisco), foundingOf("zgc2", cisco, cas, forum)), w.simulate(as(acme), second))
			require.Equal(t, 1, split(t, codes))
			require.Contains(t, ask(w, membership.GetAlliance{ID: "zgc2@industry"}).Founders, cisco)
		})
	}
}
