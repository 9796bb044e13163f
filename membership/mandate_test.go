package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// A mandate comes from a decision, in which its subject has a vote, and the
// alliance's list has it.
func TestMandate(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	require.Empty(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates)
	transaction := mandateFor(acme, untilMay.In(time.FixedZone("CST", 8*3600)))
	proposal := w.must(as(cisco), transaction).Proposal
	require.Equal(t, 4, ask(w, membership.GetProposal{ID: proposal}).Proposal.Electorate)
	require.Equal(t, untilMay, ask(w, membership.GetProposal{ID: proposal}).Proposal.Until)
	require.Equal(t, "accepted", w.votedOn(proposal, acme, cas).Status)
	require.Equal(t, []membership.MandateNow{{Mandate: membership.Mandate{
		Schema: 1, Alliance: zgc, Party: acme, Until: untilMay, Proposal: proposal, Stamp: w.stamp(),
	}}}, ask(w, membership.ListMandates{Alliance: zgc}).Mandates)
}

// The mandate holds before its end, and not at it.
func TestMandateEnds(t *testing.T) {
	t.Parallel()
	w := allied(t)
	w.now = untilMay.Add(-2 * time.Second)
	w.must(as(cas), joinsAs("in-time", ring, knot))
}

// The last decision counts: it prolongs a mandate, or ends it early.
func TestMandateReplaced(t *testing.T) {
	t.Parallel()
	w := allied(t)
	until := func(request string, until time.Time) {
		w.decided(cas, membership.Propose{Request: request, Alliance: ring, Action: charter.MandateAction, Subject: cas, Until: until})
	}
	until("longer", untilMay.Add(time.Hour))
	w.now = untilMay
	w.must(as(cas), joinsAs("first", ring, knot))
	until("over", w.now.Add(3*time.Second)) // the voting takes as long
	w.refused(refusal.NoMandate, as(cas), joinsAs("second", ring, hub))
	until("anew", w.now.Add(time.Hour))
	w.must(as(cas), joinsAs("second", ring, hub))
	require.Len(t, ask(w, membership.ListMandates{Alliance: ring}).Mandates, 1)
}

// Who is accepted for a mandate and has left meanwhile gets none.
func TestMandateIsVoid(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	proposal := w.must(as(cisco), mandateFor(acme, untilMay)).Proposal
	left(acme)(w)
	require.Equal(t, "void", w.votedOn(proposal, cisco, cas).Status)
	require.Equal(t, refusal.StateUnfit, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
	require.Empty(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates)
}

// Who was expelled speaks for nobody; reinstated after a suspension it does again.
func TestMandateRestsOnMembership(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	w.mandate(acme, untilMay)
	w.single(lab, "hub")
	const hub = "hub@academia"
	suspended(acme)(w)
	w.refused(refusal.NoMandate, as(acme), joinsAs("j", zgc, hub))
	reinstated(acme)(w)
	w.must(as(acme), joinsAs("j", zgc, hub))
	require.Equal(t, "accepted", w.votedOn(w.propose(cisco, charter.Expel, acme), cisco, cas).Status)
	w.refused(refusal.NoMandate, as(acme), membership.Withdraw{Request: "w", As: zgc, Proposal: membership.ProposalID(zgc, "j")})
}

// An expulsion and what the expelled does for the alliance, in one block: the
// second is not committed after the first.
func TestExpelledInTheSameBlock(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	w.mandate(acme, untilMay)
	w.single(lab, "hub")
	expelling(w)
	w.must(as(cisco), endorseExpulsion)
	w.must(as(cas), endorseExpulsion)
	expel := w.simulate(as(lab), membership.Decide{Proposal: expulsion})
	act := w.simulate(as(acme), joinsAs("j", zgc, "hub@academia"))
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(expel, act))
}

// A delegate of the mandated party endorses for the alliance as it does for its
// own party, and no more.
func TestMandateOfADelegate(t *testing.T) {
	t.Parallel()
	w := allied(t)
	ringIntoKnot(w)
	clerk := with(as(cas), "clerk")
	w.must(as(cas), membership.AddAuthority{Request: "clerk", Host: "academia", Key: keyOf("clerk"), Role: membership.Delegate})
	w.sealFirst(knot)
	proposal := w.must(as(cisco), membership.Join{Request: "join", Alliance: knot, Class: "full"}).Proposal
	event := w.must(clerk, membership.Endorse{Request: "e", As: ring, Proposal: proposal, Position: charter.Abstain})
	require.Equal(t, ring, event.By)
	require.Equal(t, cas, event.Via)
	require.Equal(t, "academia", ask(w, membership.GetProposal{ID: proposal}).Endorsements[0].Host)
	w.refused(refusal.NeedsOfficer, clerk, membership.Leave{Request: "l", As: ring, Alliance: knot})
	w.refused(refusal.EndorsementExists, as(cas), membership.Endorse{Request: "twice", As: ring, Proposal: proposal, Position: charter.For})
	w.refused(refusal.NotAMember, as(cas), membership.Endorse{Request: "own", Proposal: proposal, Position: charter.For})
}

// sealFirst closes and seals the first epoch of an alliance.
func (w *world) sealFirst(alliance string) {
	w.must(as(lab), membership.CloseEpoch{Alliance: alliance, Epoch: 1})
	w.must(as(lab), membership.SealEpoch{Alliance: alliance, Epoch: 1})
}

// Mandates are no chain: who may act for an alliance that may act for another
// does not act for that one.
func TestMandatesAreNoChain(t *testing.T) {
	t.Parallel()
	w := allied(t)
	ringIntoKnot(w)
	w.decided(forum, membership.Propose{Request: "chain", Alliance: knot, Action: charter.MandateAction, Subject: ring, Until: untilMay})
	w.refused(refusal.NoMandate, as(cas), joinsAs("join", knot, hub))
	w.refused(refusal.UnknownKey, with(as(ring), "minted"), joinsAs("join", knot, hub))
}

// Requests belong to who sends: what it did for itself is no request of the
// alliance, nor the other way, and sent again after the end of the mandate the
// first event answers.
func TestRequestsOfAMandate(t *testing.T) {
	t.Parallel()
	w := allied(t)
	own := membership.Join{Request: "one", Alliance: knot, Class: "full"}
	w.must(as(cas), own)
	w.refused(refusal.RequestReused, as(cas), joinsAs("one", ring, knot))
	event := w.must(as(cas), joinsAs("two", ring, knot))
	own.Request = "two"
	w.refused(refusal.RequestReused, as(cas), own)
	w.now = untilMay
	again, err := w.apply(as(cas), joinsAs("two", ring, knot))
	require.NoError(t, err)
	require.Equal(t, event, again)
	w.refused(refusal.NoMandate, as(cas), joinsAs("three", ring, hub))
}

// An alliance is a founder, and consents by mandate.
func TestAllianceFounds(t *testing.T) {
	t.Parallel()
	w := allied(t)
	c := withMandates
	transaction := foundingOf("union", forum, ring, cisco)
	alliance := w.must(as(forum), transaction).Alliance
	consent := membership.Consent{Request: "c", As: ring, Alliance: alliance, Charter: digestOf(t, c)}
	w.refused(refusal.NoMandate, as(forum), consent)
	w.must(as(cas), consent)
	consent.As = ""
	w.refused(refusal.NotAFounder, as(cas), membership.Consent{Request: "own", Alliance: alliance, Charter: consent.Charter})
	require.Equal(t, membership.AllianceOpened, w.must(as(cisco), consent).Type)
	require.Equal(t, charter.Active, ask(w, membership.GetMembership{Alliance: alliance, Party: ring}).State)
}
