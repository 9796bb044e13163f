package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// A host that is against its party asks, and tries all that a host can: until
// the delay is over it has no key that acts, and a veto ends it for good.
func TestHostileHost(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	w.mandate(acme, untilMay)
	w.must(industry, askingNew)
	for _, transaction := range []membership.Transaction{
		vetoing, adding("add", "mine", membership.Officer), removing("remove", acme),
		membership.Leave{Request: "leave", Alliance: zgc},
		membership.RotateAuthority{Request: "rotate", Host: "industry", Key: keyOf("mine")},
		correcting("taken over"), corda, leaveAsZGC,
		proposing("p", charter.Expel, cas),
	} {
		w.refused(refusal.UnknownKey, renewed, transaction)
		w.refused(refusal.UnknownKey, with(as(zgc), "mine"), transaction)
		w.refused(refusal.NoPartyAttribute, industry, transaction)
	}
	w.refused(refusal.IDTaken, renewed, membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: chartertest.En("Acme"), Recovery: "PT10S"})
	w.must(renewed, confirming)
	w.refused(refusal.RecoveryPending, renewed, completing)
	w.must(as(acme), vetoing)
	w.wait(365 * 24 * time.Hour)
	w.refused(refusal.NoRecovery, renewed, completing)
	w.refused(refusal.UnknownKey, renewed, membership.Leave{Request: "leave", Alliance: zgc})
}

// What the old and the new key do is one party's: it votes once.
func TestRecoveredPartyVotesOnce(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	w.must(industry, askingNew)
	w.must(renewed, confirming)
	w.wait(delayed - 10*time.Second)
	proposal := w.must(as(cisco), proposing("p", charter.Expel, forum)).Proposal
	w.must(as(acme), endorsing(proposal, charter.For))
	w.wait(10 * time.Second)
	w.must(renewed, completing)
	w.refused(refusal.EndorsementExists, renewed, membership.Endorse{Request: "twice", Proposal: proposal, Position: charter.For})
}

// A veto that removes the last key at the host, and the end, in one block.
func TestMovedInTheSameBlock(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(industry, askingNew)
	w.must(renewed, confirming)
	w.wait(delayed)
	move := w.simulate(as(acme), membership.RotateAuthority{Request: "move", Host: "academia", Key: keyOf("moved")})
	end := w.simulate(renewed, completing)
	codes := w.commit(move, end)
	require.Equal(t, memledger.Valid, codes[0])
	require.NotEqual(t, memledger.Valid, codes[1])
	w.refused(refusal.NotHosted, renewed, completing)
}

// A mandate gives no vote in the alliance itself, no second vote for the party's
// own, and none on what is about the party that acts.
func TestMandateGivesNoVotes(t *testing.T) {
	t.Parallel()
	w := allied(t)
	ringIntoKnot(w)
	w.sealFirst(knot)
	first := w.must(as(cas), membership.Join{Request: "own", Alliance: knot, Class: "full"}).Proposal
	w.refused(refusal.Recused, as(cas), membership.Endorse{Request: "e1", As: ring, Proposal: first, Position: charter.For})
	w.refused(refusal.Recused, as(cas), endorsing(first, charter.For))
	second := w.must(as(lab), membership.Join{Request: "join", Alliance: ring, Class: "full"}).Proposal
	w.refused(refusal.NotAMember, as(cas), membership.Endorse{Request: "e2", As: ring, Proposal: second, Position: charter.For})
	w.refused(refusal.NotAMember, as(cas), membership.Propose{
		Request: "p", As: ring, Alliance: ring, Action: charter.MandateAction, Subject: cas, Until: untilMay.AddDate(1, 0, 0),
	})
}

// Nobody gets an alliance to vouch for a proposal under a request that it used.
func TestTwoMandatedOneRequest(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	w.mandate(acme, untilMay)
	w.mandate(forum, untilMay)
	hub := w.single(lab, "hub")
	w.must(as(acme), joinsAs("join", zgc, hub))
	w.must(as(forum), membership.Withdraw{Request: "w", As: zgc, Proposal: membership.ProposalID(zgc, "join")})
	w.refused(refusal.IDTaken, as(forum), joinsAs("join", zgc, hub))
	w.must(as(forum), joinsAs("join-2", zgc, hub))
}
