package membership_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// split counts a block's transactions that took effect, and requires that the
// others are conflicts: something that the sender sends again.
func split(t *testing.T, codes []memledger.Code) (valid int) {
	t.Helper()
	for _, code := range codes {
		switch code {
		case memledger.Valid:
			valid++
		case memledger.MVCCConflict, memledger.PhantomConflict:
		default:
			require.Failf(t, "neither valid nor a conflict", "%s", code)
		}
	}
	return valid
}

func TestTwentyEndorseInOneBlock(t *testing.T) {
	t.Parallel()
	w, members := crowded(t, 20, 20, false)
	proposal := w.join(acme, "join")
	var block []simulation
	for _, member := range members {
		block = append(block, w.simulate(as(member), endorsing(proposal, charter.For)))
	}
	require.Equal(t, slices.Repeat([]memledger.Code{memledger.Valid}, 20), w.commit(block...))
	require.Equal(t, charter.Tally{For: 20, Hosts: 3, Electorate: 20}, ask(w, membership.GetProposal{ID: proposal}).Tally)

	w.wait(time.Hour)
	block = nil
	for _, member := range members[:5] {
		block = append(block, w.simulate(as(member), membership.Decide{Proposal: proposal}))
	}
	require.Equal(t, 1, split(t, w.commit(block...)))
	first := block[0].event
	require.Equal(t, "accepted", first.Status)
	before := w.ledger.State()
	for _, member := range members[1:5] {
		again := w.simulate(as(member), membership.Decide{Proposal: proposal})
		require.Equal(t, []memledger.Code{memledger.Valid}, w.commit(again))
		require.Equal(t, first, again.event)
	}
	w.requireState(before)
}

// A vote that comes in between makes the decision count again.
func TestDecideAfterAVoteInItsBlock(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	proposal := w.join(acme, "join")
	w.must(as(cisco), endorsing(proposal, charter.For))
	w.must(as(cas), endorsing(proposal, charter.For))
	late := w.simulate(as(forum), endorsing(proposal, charter.Against))
	decide := w.simulate(as(acme), membership.Decide{Proposal: proposal})
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.PhantomConflict}, w.commit(late, decide))
	w.must(as(acme), membership.Decide{Proposal: proposal})
	require.Equal(t, charter.Tally{For: 2, Against: 1, Hosts: 2, Electorate: 3}, ask(w, membership.GetProposal{ID: proposal}).Decision.Tally)
}

// No vote comes after the decision, neither in its block nor in a later one.
func TestVoteAfterTheDecision(t *testing.T) {
	t.Parallel()
	for name, sameBlock := range map[string]bool{"fail/same block": true, "fail/later block": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := opened(t, true)
			proposal := w.join(acme, "join")
			w.must(as(cisco), endorsing(proposal, charter.For))
			w.must(as(cas), endorsing(proposal, charter.For))
			late := w.simulate(as(forum), endorsing(proposal, charter.Against))
			decide := w.simulate(as(acme), membership.Decide{Proposal: proposal})
			if sameBlock {
				require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(decide, late))
			} else {
				require.Equal(t, []memledger.Code{memledger.Valid}, w.commit(decide))
				require.Equal(t, []memledger.Code{memledger.MVCCConflict}, w.commit(late))
			}
			w.refused(refusal.ProposalDecided, as(forum), endorsing(proposal, charter.Against))
			require.Len(t, ask(w, membership.GetProposal{ID: proposal}).Endorsements, 2)
		})
	}
}

// An endorsement rests on the membership, the key and the decision that is not
// there: it is not committed after any of them changed.
func TestVoteWhoseRightIsGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *world) simulation{
		"fail/member left": func(w *world) simulation {
			return w.simulate(as(forum), membership.Leave{Request: "leave", Alliance: zgc})
		},
		"fail/key rotated": func(w *world) simulation {
			return w.simulate(as(forum), membership.RotateAuthority{Request: "rotate", Host: "association", Key: keyOf("new")})
		},
		"fail/key removed": func(w *world) simulation {
			return w.simulate(with(as(forum), "second"), membership.RemoveAuthority{Request: "remove", Host: "association", Key: keyOf(forum)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := opened(t, false)
			w.must(as(forum), membership.AddAuthority{Request: "add", Host: "association", Key: keyOf("second"), Role: membership.Officer})
			proposal := w.join(acme, "join")
			changed := change(w)
			late := w.simulate(as(forum), endorsing(proposal, charter.For))
			require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(changed, late))
		})
	}
}

// Each last consent reads that the other is missing: one of them is sent again,
// and sees that it is the last.
func TestTwoLastConsents(t *testing.T) {
	t.Parallel()
	c := chartertest.Basic(2, "PT1H", false)
	w := forming(t, c)
	block := []simulation{w.simulate(as(cas), consenting(t, c)), w.simulate(as(forum), consenting(t, c))}
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
	require.Equal(t, membership.Forming, ask(w, membership.GetAlliance{ID: zgc}).Status)
	require.Equal(t, membership.AllianceOpened, w.must(as(forum), consenting(t, c)).Type)
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc}).Members, 3)
}

func TestTwoOfficersRemoveEachOther(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), adding("add", "second", membership.Officer))
	second := with(as(cisco), "second")
	block := []simulation{w.simulate(as(cisco), removing("r1", "second")), w.simulate(second, removing("r2", cisco))}
	require.Equal(t, 1, split(t, w.commit(block...)))
	w.refused(refusal.KeyRemoved, second, removing("r2", cisco))
}

// Of three officers two remove each other's only companion: one of them may.
func TestLastOfficerIsGuardedByItsRange(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), adding("add", "second", membership.Officer))
	second := with(as(cisco), "second")
	block := []simulation{w.simulate(as(cisco), removing("r1", cisco)), w.simulate(second, removing("r2", "second"))}
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.PhantomConflict}, w.commit(block...))
	w.refused(refusal.LastOfficer, second, removing("r2", "second"))
}

func TestTwoJoinsOfOneParty(t *testing.T) {
	t.Parallel()
	w := opened(t, false)
	block := []simulation{w.simulate(as(acme), joining("j1")), w.simulate(as(acme), joining("j2"))}
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
	w.refused(refusal.JoinPending, as(acme), joining("j2"))
	require.Len(t, ask(w, membership.ListProposals{Alliance: zgc}).Proposals, 1)
}

// Two who take one id in one block: one has it.
func TestOneIDForTwo(t *testing.T) {
	t.Parallel()
	w := populated(t)
	block := []simulation{
		w.simulate(as(zgc), registration(zgc, charter.Enterprise)),
		w.simulate(with(as(zgc), "rival"), registration(zgc, charter.Enterprise)),
		w.simulate(as(cisco), founding(chartertest.Basic(1, "PT1H", false), cisco)),
		w.simulate(as(acme), founding(chartertest.Basic(1, "PT1H", false), acme)),
	}
	require.Equal(t, 1, split(t, w.commit(block...)))
}

// What has nothing to do with each other does not collide: many register, join
// and leave in one block.
func TestStrangersDoNotCollide(t *testing.T) {
	t.Parallel()
	w, members := crowded(t, 20, 1, true)
	var block []simulation
	for i, member := range members[:10] {
		block = append(block, w.simulate(as(member), membership.Leave{Request: "leave", Alliance: zgc}))
		newcomer := fmt.Sprintf("n%03d@industry", i)
		block = append(block, w.simulate(as(newcomer), registration(newcomer, charter.Enterprise)))
	}
	block = append(block, w.simulate(as(acme), joining("join")))
	require.Equal(t, len(block), split(t, w.commit(block...)))
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc}).Members, 10)
}

// Joins of different parties are decided in one block.
func TestDecisionsOfStrangersDoNotCollide(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	var block []simulation
	for _, party := range []string{acme, lab} {
		proposal := w.join(party, "join")
		w.must(as(cisco), endorsing(proposal, charter.For))
		w.must(as(cas), endorsing(proposal, charter.For))
	}
	for _, party := range []string{acme, lab} {
		block = append(block, w.simulate(as(forum), membership.Decide{Proposal: membership.ProposalID(party, "join")}))
	}
	require.Equal(t, 2, split(t, w.commit(block...)))
}
