package membership_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// identifying is a claim that somebody has an identifier.
func identifying(about, what, value string) membership.StateClaim {
	return membership.StateClaim{Request: "identify-" + keyOf(about + value)[:8], About: about, What: what, Value: value, Source: "a register"}
}

// withLEI is a correction by which a party says what its LEI is; empty for none.
func withLEI(lei string) membership.CorrectParty {
	return membership.CorrectParty{Request: "lei-" + lei, Names: chartertest.En("New"), LEI: lei, Reason: "known now"}
}

// claimants are all statements about an LEI.
func (w *world) claimants(lei string) []membership.Claimant {
	w.t.Helper()
	return ask(w, membership.ListClaimants{Scheme: membership.LEIScheme, Value: lei}).Claimants
}

// Two who claim one LEI are shown as a conflict, each with what others say of
// it; nobody is refused for it.
func TestConflictOfClaims(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	require.Empty(t, w.claimants(leis[0]))
	first := w.must(as(acme), identifying(acme, "lei", leis[0])).Claim
	require.Empty(t, ask(w, membership.ListClaims{About: acme}).Claims[0].Rivals)
	w.must(as(acme), identifying(acme, "lei", leis[1]))
	second := w.must(as(cas), identifying(lab, "LEI", leis[0])).Claim
	w.must(as(forum), attesting("1", first, membership.Attests))
	w.must(as(cisco), membership.Attest{Request: "1", About: lab, Claim: second, Position: membership.Disputes})

	got := w.claimants(leis[0])
	require.Len(t, got, 2)
	require.Equal(t, []string{acme, acme}, []string{got[0].About, got[0].Claim.Claim.By})
	require.Equal(t, []string{lab, cas}, []string{got[1].About, got[1].Claim.Claim.By})
	require.Equal(t, []int{1, 0, 0, 1}, []int{got[0].Claim.Attest, got[0].Claim.Dispute, got[1].Claim.Attest, got[1].Claim.Dispute})
	require.Equal(t, []string{lab}, membership.Rivals(got, acme))
	for _, claim := range ask(w, membership.ListClaims{About: acme}).Claims {
		require.Equal(t, claim.Claim.Value == leis[0], len(claim.Rivals) > 0)
	}
	require.Equal(t, []string{acme}, ask(w, membership.ListClaims{About: lab}).Claims[0].Rivals)
	require.Len(t, ask(w, membership.ListClaimants{Scheme: membership.LEIScheme, Value: leis[0], Size: 1}).Claimants, 1)
}

// What a party's own record says is a claim too, until it is corrected.
func TestConflictOfRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, party := range []string{acme, lab} {
		transaction := registration(party, charter.Enterprise)
		transaction.LEI, transaction.USCC = leis[0], usccs[0]
		w.must(as(party), transaction)
	}
	w.must(as(cisco), registration(cisco, charter.Enterprise))
	w.must(as(cisco), identifying(cisco, "lei", leis[0]))
	require.Equal(t, []string{cisco, lab}, membership.Rivals(w.claimants(leis[0]), acme))
	require.Equal(t, []string{acme, lab}, ask(w, membership.ListClaims{About: cisco}).Claims[0].Rivals)
	uscc := ask(w, membership.ListClaimants{Scheme: membership.USCCScheme, Value: usccs[0]}).Claimants
	require.Equal(t, []membership.Claimant{{About: acme, Record: "current"}, {About: lab, Record: "current"}}, uscc)

	w.must(as(lab), withLEI(leis[1]))
	got := w.claimants(leis[0])
	require.Equal(t, membership.Claimant{About: lab, Record: "corrected"}, got[2], "what was said stays")
	require.Equal(t, []string{cisco}, membership.Rivals(got, acme))
	require.Equal(t, []string{acme}, ask(w, membership.ListClaims{About: cisco}).Claims[0].Rivals)
	require.Equal(t, "current", w.claimants(leis[1])[0].Record)
}

// Many claims about one do not hide the next: in the answer about a claim each
// is looked at once.
func TestRivalsAreNotHidden(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	claim := identifying(acme, "lei", leis[0])
	for i := range 30 {
		claim.Request = fmt.Sprintf("again-%d", i)
		w.must(as(cisco), claim)
	}
	w.must(as(lab), identifying(lab, "lei", leis[0]))
	w.must(as(cas), identifying(cas, "lei", leis[0]))
	require.Equal(t, []string{acme, lab}, ask(w, membership.ListClaims{About: cas}).Claims[0].Rivals)
	require.Equal(t, []string{acme, cas}, membership.Rivals(w.claimants(leis[0]), lab))
}

// Who claims the same at once does not meet: no claim waits for another.
func TestClaimsInOneBlock(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	codes := w.commit(w.simulate(as(acme), identifying(acme, "lei", leis[0])), w.simulate(as(cas), identifying(cas, "lei", leis[0])),
		w.simulate(as(forum), identifying(acme, "lei", leis[0])), w.simulate(as(cisco), withLEI(leis[0])))
	require.Equal(t, 4, split(t, codes))
	require.Len(t, w.claimants(leis[0]), 4)
}
