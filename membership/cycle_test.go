package membership_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// The alliances of these tests: each has one founder, who may act for it.
const (
	ring = "ring@academia"    // of cas
	knot = "knot@association" // of forum
	hub  = "hub@industry"     // of acme
)

// allied has the three alliances.
func allied(t tester) *world {
	t.Helper()
	w := populated(t)
	w.single(cas, "ring")
	w.single(forum, "knot")
	w.single(acme, "hub")
	return w
}

// ally brings one alliance into another.
func (w *world) ally(alliance, of, into, voter string) {
	w.t.Helper()
	proposal := w.must(as(of), joinsAs("join-"+keyOf(into)[:8], alliance, into)).Proposal
	w.accepted(voter, proposal)
}

// circling is a join that would close a circle.
func circling(sender, alliance, into string, prepare ...func(*world)) denial {
	return denial{refusal.Cycle, func(t *testing.T) error {
		w := allied(t)
		for _, prepared := range prepare {
			prepared(w)
		}
		w.refused(refusal.Cycle, as(sender), joinsAs("close", alliance, into))
		_, err := w.apply(as(sender), joinsAs("close", alliance, into))
		return err
	}}
}

func ringIntoKnot(w *world) { w.ally(ring, cas, knot, forum) }
func knotIntoHub(w *world)  { w.ally(knot, forum, hub, acme) }
func hubWithout(w *world) {
	w.must(as(forum), membership.Leave{Request: "leave", As: knot, Alliance: hub})
}

var cycleRefusals = map[string]denial{
	"fail/cycle: of one":             circling(cas, ring, ring),
	"fail/cycle: of two":             circling(forum, knot, ring, ringIntoKnot),
	"fail/cycle: of three":           circling(acme, hub, ring, ringIntoKnot, knotIntoHub),
	"fail/cycle: of three, reversed": circling(acme, hub, ring, knotIntoHub, ringIntoKnot),
}

func TestAllianceJoinsAlliance(t *testing.T) {
	t.Parallel()
	w := allied(t)
	event := w.must(as(cas), joinsAs("join", ring, knot))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.JoinFiled, Tx: w.stamp().Tx, Time: w.now, Request: "join", By: ring, Via: cas,
		Party: ring, Alliance: knot, Proposal: membership.ProposalID(ring, "join"), Class: "full", Action: "admit", Status: "voting",
	}, event)
	w.accepted(forum, event.Proposal)
	require.Equal(t, charter.Active, ask(w, membership.GetMembership{Alliance: knot, Party: ring}).State)
	require.Equal(t, charter.AllianceKind, ask(w, membership.GetParty{ID: ring}).Kind)
	require.Equal(t, chartertest.En("Zhongguancun")["en"], ask(w, membership.GetParty{ID: ring}).Names["en"])
	require.Empty(t, ask(w, membership.ListAuthorities{Party: ring}).Authorities, "an alliance has no key")

	w.must(as(cas), membership.Leave{Request: "leave", As: ring, Alliance: knot, Reason: "enough"})
	require.Equal(t, membership.Left, ask(w, membership.GetMembership{Alliance: knot, Party: ring}).Ending)
	_, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetMembership{Alliance: knot, Party: cas})
	requireCode(t, refusal.UnknownRecord, err) // who acted is no member for it
}

// A chain is no circle, nor is one alliance in two, nor what was one before.
func TestNoCircle(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]func(*world){
		"ok/one in two": {ringIntoKnot, func(w *world) { w.ally(ring, cas, hub, acme) }},
		"ok/diamond":    {ringIntoKnot, func(w *world) { w.ally(ring, cas, hub, acme) }, knotIntoHub},
		"ok/left since": {knotIntoHub, ringIntoKnot, hubWithout, func(w *world) { w.ally(hub, acme, ring, cas) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := allied(t)
			for _, step := range steps {
				step(w)
			}
		})
	}
}

// A circle that closes between the filing and the decision: the second of two
// joins that were filed while neither was a member is void.
func TestCircleClosesBeforeTheDecision(t *testing.T) {
	t.Parallel()
	w := allied(t)
	first := w.must(as(cas), joinsAs("join", ring, knot)).Proposal
	second := w.must(as(forum), joinsAs("join", knot, ring)).Proposal
	w.must(as(cas), endorsing(second, charter.For))
	w.accepted(forum, first)
	require.Equal(t, "void", w.must(as(cas), membership.Decide{Proposal: second}).Status)
	require.Equal(t, refusal.Cycle, ask(w, membership.GetProposal{ID: second}).Decision.Because)
	_, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetMembership{Alliance: ring, Party: knot})
	requireCode(t, refusal.UnknownRecord, err)
}

// Two decisions in one block cannot close a circle that neither sees.
func TestCircleInOneBlock(t *testing.T) {
	t.Parallel()
	for name, length := range map[string]int{"fail/of two": 2, "fail/of three": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := allied(t)
			alliances, founders := []string{ring, knot, hub}[:length], []string{cas, forum, acme}[:length]
			var proposals []string
			for i, alliance := range alliances {
				next := (i + 1) % length
				proposal := w.must(as(founders[i]), joinsAs("join", alliance, alliances[next])).Proposal
				w.must(as(founders[next]), endorsing(proposal, charter.For))
				proposals = append(proposals, proposal)
			}
			var block []simulation
			for _, proposal := range proposals {
				block = append(block, w.simulate(as(lab), membership.Decide{Proposal: proposal}))
			}
			codes := w.commit(block...)
			require.Less(t, split(t, codes), length)
			accepted := 0
			for _, proposal := range proposals {
				event, err := w.apply(as(lab), membership.Decide{Proposal: proposal})
				require.NoError(t, err)
				if event.Status == "accepted" {
					accepted++
				}
			}
			require.Equal(t, length-1, accepted)
		})
	}
}

// An alliance above that belongs to very many does not keep people out of those
// below: only where an alliance joins, circles are looked for.
func TestManyAlliancesAbove(t *testing.T) {
	t.Parallel()
	w := allied(t)
	ringIntoKnot(w)
	flood := w.ledger.Begin("flood")
	for i := range 1001 {
		alliance := fmt.Sprintf("a%04d@industry", i)
		for _, key := range []membership.Key{{Object: "belonging", Parts: []string{knot, alliance}}, membership.MembershipKey(alliance, knot)} {
			require.NoError(t, flood.Put(key, []byte(`{"alliance":"`+alliance+`","state":"active"}`)))
		}
	}
	require.Equal(t, []memledger.Code{memledger.Valid}, w.ledger.Commit(flood))
	w.accepted(cas, w.must(as(cisco), membership.Join{Request: "join", Alliance: ring, Class: "full"}).Proposal)
	w.refused(refusal.TooMany, as(acme), joinsAs("join", hub, ring))
}
