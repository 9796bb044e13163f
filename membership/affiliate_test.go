package membership_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// What a party alone says of its affiliates is no weapon. The tests of this file use
// nothing but what a party can send for itself; those of consent stand beside them.

// sisters has cas and forum in one group, forum's, from the founding on.
var sisters = map[string]charter.Place{cas: {Group: forum}, forum: {Group: forum}}

// unaffiliated lets no affiliate of whom a proposal is about vote on it: all others
// must be for it.
func unaffiliated(action charter.Action) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.RecordDate = ""
		rule := c.Rules[action]
		rule.Recused = []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates}
		rule.Early, rule.Pass = false, charter.Expression{Votes: "for", Of: "electorate", AtLeast: "1"}
	})
}

func sponsoring(proposal string) membership.Endorse {
	return membership.Endorse{Request: "sponsor", Proposal: proposal, Position: charter.Sponsor}
}

// A member that says it belongs to its opponents' group does not take their vote on its
// expulsion, be the seal made before or after that.
func TestNobodyIsRecusedByAWord(t *testing.T) {
	t.Parallel()
	for name, seals := range map[string]bool{"sealed after": true, "sealed before": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFourIn(t, unaffiliated(charter.Expel), sisters)
			w.must(as(acme), declaring("d", forum))
			if seals {
				w.seal()
			}
			expelling(w)
			require.Equal(t, 3, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Electorate)
			require.Equal(t, "accepted", w.decidedFor(expulsion, cisco, cas, forum))
		})
	}
}

// An applicant that names its opponents' group does not take their vote on its
// admission, or their right to sponsor. What it named they see; it counts for nothing,
// also once it is admitted, which may take no more than the votes of its friends.
func TestNobodyIsRecusedByAnApplicant(t *testing.T) {
	t.Parallel()
	for name, sponsors := range map[string]*charter.Expression{"at once": nil, "sponsored": chartertest.Sponsors(1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := unaffiliated(charter.Admit)
			if sponsors != nil {
				c.Rules[charter.Admit].Sponsors, c.Rules[charter.Admit].Expiry = sponsors, "P1D"
			}
			w := ofFourIn(t, c, sisters)
			proposal := w.must(as(lab), membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: forum}).Proposal
			if sponsors != nil {
				w.must(as(cas), sponsoring(proposal))
				w.must(as(lab), membership.PutToVote{Proposal: proposal})
			}
			now := ask(w, membership.GetProposal{ID: proposal}).Proposal
			require.Equal(t, 4, now.Electorate)
			require.Equal(t, forum, now.Group)
			require.Equal(t, "accepted", w.decidedFor(proposal, cisco, cas, forum, acme))
			require.Empty(t, ask(w, membership.GetMembership{Alliance: zgc, Party: lab}).Group)
		})
	}
}

// Where affiliates are one voter, a member that says it is one of them does not turn
// their vote into an abstention.
func TestNoVoteIsVoidedByAWord(t *testing.T) {
	t.Parallel()
	w := ofFourIn(t, chartertest.WholeWithRule(charter.MandateAction, func(r *charter.Rule) {
		r.Affiliates, r.Early = charter.AffiliatesOne, false
		r.Pass = charter.Expression{Votes: "for", Of: "electorate", MoreThan: "1/2"}
	}), sisters)
	w.must(as(acme), declaring("d", forum))
	w.seal()
	proposal := w.must(as(cisco), mandateP).Proposal
	w.must(as(acme), endorsing(proposal, charter.Against))
	require.Equal(t, "accepted", w.decidedFor(proposal, cisco, cas, forum))
}

// However often a member changes its mind about its group, no seal is old for it: what
// is proposed about it is voted on at once.
func TestAWordMakesNoSealOld(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) { c.RecordDate = "" }))
	for i := range 12 {
		w.must(as(acme), declaring(fmt.Sprintf("d%d", i), []string{cas, ""}[i%2]))
		w.must(as(cisco), proposing(fmt.Sprintf("p%d", i), charter.Expel, acme))
	}
}

// A member that changes its mind without end does not bring its membership to where it
// can be suspended no more.
func TestAWordUsesUpNoPeriods(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	for i := range membership.MaxPeriods + 10 {
		if _, err := w.apply(as(acme), declaring(fmt.Sprintf("d%d", i), []string{cas, ""}[i%2])); err != nil {
			requireCode(t, refusal.TooMany, err)
			break
		}
	}
	w.seal()
	require.Equal(t, "accepted", w.settle(proposing("p", charter.Suspend, acme)).Status)
	require.Equal(t, charter.Suspended, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).State)
}

// A membership that has all the periods that it may have can still be suspended and
// expelled, and nothing else.
func TestAFullMembershipIsSuspended(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	w.fillPeriods(acme)
	require.Equal(t, "void", w.settle(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "observer" })).Status)
	require.Equal(t, "accepted", w.settle(proposing("s", charter.Suspend, acme)).Status)
	require.Equal(t, "void", w.settle(proposing("i", charter.Reinstate, acme)).Status)
	require.Equal(t, "accepted", w.settle(proposing("e", charter.Expel, acme)).Status)
}

// fillPeriods gives a member's record all the periods that it may have.
func (w *world) fillPeriods(party string) {
	w.t.Helper()
	member := ask(w, membership.GetMembership{Alliance: zgc, Party: party}).Membership
	running := member.Periods[len(member.Periods)-1]
	ended := running
	ended.Until = &running.From
	for len(member.Periods) < membership.MaxPeriods {
		member.Periods = append([]membership.Period{ended}, member.Periods...)
	}
	value, err := json.Marshal(member)
	require.NoError(w.t, err)
	full := w.ledger.Begin("full")
	require.NoError(w.t, full.Put(membership.MembershipKey(zgc, party), value))
	w.ledger.Commit(full)
}

// size is how much the ledger keeps of some objects, or of all.
func (w *world) size(objects ...string) int {
	w.t.Helper()
	size := 0
	for text, value := range w.ledger.State() {
		key, _, _ := strings.Cut(text, "\x00")
		for _, object := range objects {
			if object == key || object == "" {
				size += len(text) + len(value)
			}
		}
	}
	return size
}

// A word more is a word more: what the ledger keeps does not grow with the square of
// their number.
func TestWordsAreKeptOnce(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	const half = 199
	var sizes [3]int
	for part := range sizes {
		sizes[part] = w.size("")
		for i := 0; part < 2 && i < half; i++ {
			w.must(as(acme), declaring(fmt.Sprintf("d%03d", part*half+i), []string{cas, ""}[(part*half+i)%2]))
		}
	}
	first, second := sizes[1]-sizes[0], sizes[2]-sizes[1]
	t.Logf("%d bytes, and %d after %d declarations", sizes[0], sizes[2], 2*half)
	require.Less(t, second, first+first/10)
	require.Less(t, first, 1000*half)
}

// Of a membership that has gone through much, each version keeps what it changed.
func TestVersionsAreKeptOnce(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	var sizes []int
	for i := range 12 {
		before := w.size("version")
		action := []charter.Action{charter.Suspend, charter.Reinstate}[i%2]
		require.Equal(t, "accepted", w.settle(proposing(fmt.Sprintf("p%02d", i), action, acme)).Status)
		sizes = append(sizes, w.size("version")-before)
	}
	require.Less(t, sizes[11], sizes[0]+sizes[0]/2, "%v", sizes)
	require.Len(t, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).Periods, 13)
}

// Its subject does not get out of what others file and takes something from it by making
// itself unfit for that meanwhile. What it files for itself is void if it is unfit by then.
func TestNoSubjectMakesItselfUnfit(t *testing.T) {
	t.Parallel()
	moves := func(to string) membership.CorrectParty {
		return membership.CorrectParty{Request: "to-" + to, Names: chartertest.En("Acme"), Jurisdiction: to, Reason: "moved"}
	}
	for name, proposal := range map[string]membership.Propose{
		"suspend":    proposing("p", charter.Suspend, acme),
		"expel":      proposing("p", charter.Expel, acme),
		"vacate":     vacating("p", chartertest.Board, acme),
		"regroup":    grouping("p", acme, lab),
		"reclassify": toGuest,
		"reweigh":    toOwnWeight,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, requiring(proposal.Action, charter.Requirement{Jurisdictions: []string{"CN"}}))
			w.must(as(acme), moves("CN"))
			w.must(as(cisco), proposal)
			w.must(as(acme), moves("US"))
			w.wait(time.Second)
			require.Equal(t, "accepted", w.decidedFor(expulsion, cisco, cas))
			if proposal.Action != charter.Reclassify {
				return
			}
			w = ofFour(t, requiring(proposal.Action, charter.Requirement{Jurisdictions: []string{"CN"}}))
			w.must(as(acme), moves("CN"))
			own := w.must(as(acme), proposal).Proposal
			w.must(as(acme), moves("US"))
			require.Equal(t, "void", w.decidedFor(own, cisco, cas))
		})
	}
}
