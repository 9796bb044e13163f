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

// A sponsor is what it is when it sponsors: also its seat counts, and that it is a
// founder.
func TestSponsorsByTheirSeats(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]*charter.Who{"seat": {Organ: chartertest.Board}, "founder": {Founders: true}} {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) {
				r.Sponsors, r.Expiry = chartertest.Sponsors(1), "P1D"
				r.Sponsors.Who = who
			}))
			admittedNow(lab)(w)
			expelling(w)
			w.must(as(lab), endorsing(expulsion, charter.Sponsor))
			w.refused(refusal.SponsorsMissing, as(lab), membership.PutToVote{Proposal: expulsion})
			w.must(as(cas), endorsing(expulsion, charter.Sponsor))
			w.must(as(lab), membership.PutToVote{Proposal: expulsion})
		})
	}
}

// Each version of a vote that may be changed is kept, and the last one counts.
func TestChangingVotes(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	p := w.must(as(cisco), amending("p", newAgreement)).Proposal
	for i, position := range []charter.Position{charter.Against, charter.Abstain, charter.For} {
		w.must(as(cas), membership.Endorse{Request: "e" + string(rune('0'+i)), Proposal: p, Position: position})
	}
	d := ask(w, membership.GetProposal{ID: p})
	require.Equal(t, charter.Tally{For: 1, Hosts: 1, Electorate: 4}, d.Tally)
	require.Len(t, d.Earlier, 2)
	require.Equal(t, []int{1, 2, 3}, []int{d.Earlier[0].Version, d.Earlier[1].Version, d.Endorsements[0].Version})
}

// A group that is one voter abstains where its members differ.
func TestAffiliatesVoteAsOne(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		second  charter.Position
		outcome string
	}{"ok/they agree": {charter.For, "accepted"}, "fail/they differ": {charter.Against, "rejected"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			group := charter.Place{Group: cas}
			w := ofFourIn(t, chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) { r.Affiliates, r.Timelock = "one", "" }),
				map[string]charter.Place{cas: group, forum: group})
			w.must(as(cisco), resolving)
			w.must(as(cisco), endorsing(resolution, charter.For))
			w.must(as(cas), endorsing(resolution, charter.For))
			w.must(as(forum), endorsing(resolution, row.second))
			w.wait(time.Hour)
			require.Equal(t, row.outcome, w.must(as(lab), membership.Decide{Proposal: resolution}).Status)
		})
	}
}

// A resolution of a kind is decided by the rule of its kind, and recorded as one; those of a kind
// without a rule of its own, and of none, by the common one.
func TestResolutionsOfKinds(t *testing.T) {
	t.Parallel()
	w := ofFour(t, kinds)
	special := w.must(as(cisco), resolvingAs("special")).Proposal
	for _, voter := range []string{cisco, cas} {
		w.must(as(voter), endorsing(special, charter.For))
	}
	w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: special})
	w.must(as(forum), endorsing(special, charter.For))
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: special}).Status, "three votes, and no timelock")
	for _, proposal := range []membership.Propose{resolvingAs("ordinary"), resolving} {
		id := w.must(as(cisco), proposal).Proposal
		for _, voter := range []string{cisco, cas} {
			w.must(as(voter), endorsing(id, charter.For))
		}
		require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: id}).Status, "two votes")
		w.refused(refusal.TimelockRuns, as(lab), membership.Enact{Proposal: id})
		w.wait(time.Hour)
		require.Equal(t, "accepted", w.must(as(lab), membership.Enact{Proposal: id}).Status)
	}
	adopted := map[string]string{}
	for _, r := range ask(w, membership.ListResolutions{Alliance: zgc}).Resolutions {
		adopted[r.Proposal] = r.Kind
	}
	require.Equal(t, map[string]string{special: "special", membership.ProposalID(cisco, "resolve-ordinary"): "ordinary", resolution: ""}, adopted)
	for id := range adopted {
		decision, grounds := w.groundsOf(id)
		again, err := membership.Redecide(decision, grounds)
		require.NoError(t, err)
		require.Equal(t, decision, again)
	}
}

// What is agreed anew after an amendment is in grace first, then standing lapses;
// accepting it makes it good again.
func TestStandingFollowsAgreements(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withAgreement)
	require.Equal(t, charter.Grace, w.standing(cas).State)
	w.must(as(cas), accepting(keyOf("code 1")))
	require.Equal(t, charter.Good, w.standing(cas).State)
	w.accept(amending("a", chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes[0].Agreements, c.Agreements[0].Digest = []string{chartertest.Code}, keyOf("code 2")
	})))
	require.Equal(t, charter.Grace, w.standing(cas).State)
	w.wait(10 * 24 * time.Hour)
	require.Equal(t, charter.Lapsed, w.standing(cas).State)
	require.Empty(t, w.standing(cas).Rights)
	w.must(as(cas), accepting(keyOf("code 2")))
	require.Equal(t, charter.Good, w.standing(cas).State)
}

// A membership with a duration is renewed from its end on, or is over after its
// grace, and then anybody records its end.
func TestTerms(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	w.accept(another("r", toGuest))
	day := 24 * time.Hour
	first := ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).Periods
	w.accept(proposed(charter.Renew, subjectAcme))
	renewed := ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).Periods
	require.Equal(t, first[len(first)-1].Expires.Add(30*day), renewed[len(renewed)-1].Expires)
	w.wait(61 * day)
	require.Equal(t, charter.Grace, w.standing(acme).State)
	w.wait(5 * day)
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc, At: w.now.Format(time.RFC3339)}).Members, 3)
	w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})
	require.Equal(t, membership.Overdue, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).Ending)
}

// An alliance that was dissolved has no members since, and its past ones as before.
func TestDissolution(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	before := w.now
	w.accept(dissolving)
	require.Empty(t, ask(w, membership.GetRoster{Alliance: zgc}).Members)
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc, At: before.Format(time.RFC3339)}).Members, 4)
	w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})
	require.Equal(t, membership.Dissolves, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).Ending)
}
