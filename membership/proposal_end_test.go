package membership_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// drawnCharter is the whole charter, each of whose rules has something else: so a
// proposal can go every way there is from its filing to its end.
func drawnCharter(t *rapid.T, places map[string]charter.Place) charter.Charter {
	c := chartertest.Whole()
	guest := &c.Classes[2]
	guest.Rights = append(guest.Rights, charter.Vote)
	guest.Duration = rapid.SampledFrom([]form.Duration{"P1D", "P30D"}).Draw(t, "guests' duration")
	c.RecordDate = rapid.SampledFrom([]form.Duration{"", "PT1H", "P7D", "P7D"}).Draw(t, "record date")
	for _, action := range charter.Actions() {
		c.Rules[action] = drawnCourse(t)
	}
	elect := c.Rules[charter.Elect]
	elect.Discussion, elect.Early, elect.Expiry = "PT30M", false, cmp.Or(elect.Expiry, "PT2H")
	elect.Election = &charter.Election{
		Method: rapid.SampledFrom(election.Methods()).Draw(t, "method"), Renews: rapid.Bool().Draw(t, "renews"),
		Ties: rapid.SampledFrom([]election.Ties{election.TiesByOrder, election.TiesUndecided}).Draw(t, "ties"),
	}
	succession := c.Rules[charter.Succeed]
	succession.Succession, succession.Expiry = &charter.SuccessionTerms{Forms: charter.SuccessionForms(), Seats: charter.SeatsPass}, cmp.Or(succession.Expiry, "PT2H")
	founders := c.FounderComposition([]string{cisco, cas, forum, acme}, places)
	for _, fault := range c.Defects(founders) {
		action := charter.Action(strings.Split(fault.Path, ".")[1])
		if rule := c.Rules[action]; rule != nil { // not fit to live by
			rule.Pass, rule.Fallback, rule.Veto, rule.Electorate = chartertest.ForVotes(1), nil, nil, nil
		}
	}
	require.NoError(t, c.Validate(founders))
	return c
}

// drawnCourse is a rule with whatever decides which way a proposal goes.
func drawnCourse(t *rapid.T) *charter.Rule {
	k := chartertest.Drawing{Rising: rapid.Bool().Draw(t, "rising")}
	rule := &charter.Rule{LockOut: charter.LockOutAccepted, Pass: chartertest.ForVotes(rapid.IntRange(1, 2).Draw(t, "needed"))}
	rule.Voting = rapid.SampledFrom([]form.Duration{"PT1H", "P2D", "P40D"}).Draw(t, "voting")
	rule.Timelock = rapid.SampledFrom([]form.Duration{"", "", "PT1H", "P3D"}).Draw(t, "timelock")
	rule.Discussion = rapid.SampledFrom([]form.Duration{"", "", "PT30M"}).Draw(t, "discussion")
	if rapid.IntRange(0, 2).Draw(t, "sponsored") == 0 {
		rule.Sponsors = chartertest.Sponsors(rapid.IntRange(1, 2).Draw(t, "sponsors"))
	}
	if rule.Sponsors != nil || rule.Discussion != "" {
		rule.Expiry = rapid.SampledFrom([]form.Duration{"PT2H", "P2D"}).Draw(t, "expiry")
	}
	rule.Changing = rapid.Bool().Draw(t, "changing")
	rule.Suspended = rapid.SampledFrom([]string{"", charter.SuspendedLapse}).Draw(t, "suspended")
	rule.Early = !rule.Changing && rule.Suspended == "" && rapid.Bool().Draw(t, "early")
	rule.Affiliates = rapid.SampledFrom([]string{"", charter.AffiliatesOne}).Draw(t, "affiliates")
	if rapid.IntRange(0, 2).Draw(t, "an expression") == 0 {
		leaf := k.Comparison(t)
		if leaf.Measure == "dues" {
			leaf.Measure = chartertest.Population
		}
		if leaf.Who != nil && len(leaf.Who.Classes) > 0 {
			leaf.Who.Classes = []string{"full"}
		}
		rule.Fallback = &leaf
	}
	if rapid.IntRange(0, 4).Draw(t, "vetoed") == 0 {
		rule.Veto = &charter.Expression{Votes: "against", AtLeast: "1", Who: &charter.Who{Founders: true}}
	}
	rule.Electorate = rapid.SampledFrom([]*charter.Who{nil, nil, nil, {Organ: chartertest.Board}, {Classes: []string{"full"}}}).Draw(t, "electorate")
	return rule
}

// drawnProposal is something to be proposed about the founders, or by a newcomer.
func (w *world) drawnProposal(t *rapid.T, c charter.Charter, request string) (string, membership.Transaction) {
	by := rapid.SampledFrom([]string{cisco, cas}).Draw(t, "by")
	p := proposing(request, rapid.SampledFrom(charter.Actions()).Draw(t, "action"), rapid.SampledFrom([]string{forum, acme, acme}).Draw(t, "subject"))
	switch p.Action {
	case charter.Admit:
		class := rapid.SampledFrom([]string{"full", "observer", "guest"}).Draw(t, "class")
		return lab, membership.Join{Request: request, Alliance: zgc, Class: class}
	case charter.Reclassify:
		p.Class = rapid.SampledFrom([]string{"guest", "guest", "observer"}).Draw(t, "class")
	case charter.SeatAction, charter.Vacate:
		p.Organ = rapid.SampledFrom([]string{chartertest.Board, chartertest.Council}).Draw(t, "organ")
	case charter.Elect:
		p.Subject, p.Organ, p.Seats = "", chartertest.Council, rapid.IntRange(1, 2).Draw(t, "seats")
	case charter.MandateAction:
		p.Until = w.now.Add(rapid.SampledFrom([]time.Duration{time.Hour, 1000 * time.Hour}).Draw(t, "until"))
	case charter.Resolve:
		p.Subject, p.Title, p.Document = "", "A plan", keyOf("plan")
	case charter.Dissolve:
		p.Subject = ""
	case charter.Succeed:
		p.Successor = rapid.SampledFrom([]string{cas, lab}).Draw(t, "successor")
	case charter.Recognize:
		p.Subject = zgc
	case charter.Amend:
		next := c
		next.RecordDate = "P2D"
		if rapid.Bool().Draw(t, "without guests") {
			next.Classes = next.Classes[:2]
		}
		p.Subject, p.Charter = "", &next
	}
	return by, p
}

// happens does something that proposals can meet on their way. That it is refused
// is nothing to them.
func (w *world) happens(t *rapid.T, proposals []string) {
	party := rapid.SampledFrom([]string{cisco, cas, forum, acme, lab}).Draw(t, "party")
	proposal := rapid.SampledFrom(proposals).Draw(t, "proposal")
	request := "r-" + keyOf(party + w.stamp().Tx)[:8]
	candidates := ask(w, membership.GetProposal{ID: proposal}).Proposal.Candidates
	candidates = candidates[:min(len(candidates), rapid.IntRange(1, 3).Draw(t, "names"))]
	switch rapid.SampledFrom([]string{"vote", "vote", "crowd", "crowd", "nominate", "nominate", "sponsor", "consent", "consent", "open", "open", "decide", "enact", "wait", "seal", "leave", "end"}).Draw(t, "happening") {
	case "vote":
		w.apply(as(party), membership.Endorse{Request: request, Proposal: proposal, Position: rapid.SampledFrom([]charter.Position{
			charter.For, charter.For, charter.For, charter.Against, charter.Abstain,
		}).Draw(t, "position"), Ranking: candidates})
	case "crowd":
		for _, member := range []string{cisco, cas, forum, acme} {
			w.apply(as(member), membership.Endorse{Request: request, Proposal: proposal, Position: charter.Sponsor})
			w.apply(as(member), membership.Endorse{Request: request, Proposal: proposal, Position: charter.For, Ranking: candidates})
		}
	case "nominate":
		for _, candidate := range []string{party, acme} {
			w.apply(as(candidate), membership.Nominate{Request: request, Proposal: proposal, Withdraw: rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0})
		}
	case "sponsor":
		w.apply(as(party), membership.Endorse{Request: request, Proposal: proposal, Position: charter.Sponsor})
	case "consent":
		for _, side := range []string{forum, acme, cas, lab} {
			w.apply(as(side), membership.ConsentSuccession{Request: request, Proposal: proposal, Refuse: rapid.IntRange(0, 4).Draw(t, "refused") == 0})
		}
	case "open":
		w.apply(as(party), membership.PutToVote{Proposal: proposal})
	case "decide":
		w.apply(as(party), membership.Decide{Proposal: proposal})
	case "enact":
		w.apply(as(party), membership.Enact{Proposal: proposal})
	case "wait":
		w.wait(rapid.SampledFrom([]time.Duration{20 * time.Minute, time.Hour, 2 * 24 * time.Hour, 36 * 24 * time.Hour}).Draw(t, "wait"))
	case "seal":
		w.seal()
	case "leave":
		if rapid.IntRange(0, 2).Draw(t, "really") == 0 {
			w.apply(as(party), membership.Leave{Request: request, Alliance: zgc})
		}
	case "end":
		w.apply(as(lab), membership.EndMembership{Alliance: zgc, Party: party})
	}
}

// sends sends what leaves no choice, and requires that it is refused with one of
// some codes only, or not at all.
func (w *world) sends(t membership.Transaction, codes ...refusal.Code) (done bool) {
	w.t.Helper()
	_, err := w.apply(as(person), t)
	if err == nil {
		return true
	}
	var denied *refusal.Error
	require.ErrorAs(w.t, err, &denied)
	require.Contains(w.t, codes, denied.Code, "%s: %v", t.Name(), err)
	return false
}

// ends brings a proposal to its end by what anybody may send, and lets time pass.
// Before each time it is refused for the time alone, after it never.
func (w *world) ends(t *rapid.T, id string) membership.ProposalStatus {
	status := func() membership.Proposal { return ask(w, membership.GetProposal{ID: id}).Proposal.Recorded() }
	if p := status(); p.Status == membership.Filed {
		waiting := []refusal.Code{refusal.ConsentMissing, refusal.SponsorsMissing, refusal.DiscussionOpen, refusal.SealStale, refusal.NoCandidates}
		opened := false
		for !opened && w.now.Add(time.Second).Before(p.Expires) {
			require.False(t, w.sends(membership.Decide{Proposal: id}, refusal.NotVoting))
			opened = w.sends(membership.PutToVote{Proposal: id}, append(waiting, refusal.ProposalExpired)...)
			w.wait(p.Expires.Sub(p.Filed.Time) / 6)
		}
		if !opened {
			w.sends(membership.PutToVote{Proposal: id}, refusal.ProposalExpired)
			require.True(t, w.sends(membership.Decide{Proposal: id}))
			return status().Status
		}
	}
	if p := status(); p.Status == membership.Voting {
		if w.now.Add(time.Second).Before(p.Closes) && !w.sends(membership.Decide{Proposal: id}, refusal.NotDecidable) {
			w.now = p.Closes.Add(-time.Second)
		}
		require.True(t, w.sends(membership.Decide{Proposal: id}))
	}
	if p := status(); p.Status == membership.Timelocked {
		if w.now.Add(time.Second).Before(p.Enacts) {
			require.False(t, w.sends(membership.Enact{Proposal: id}, refusal.TimelockRuns))
			w.now = p.Enacts.Add(-time.Second)
		}
		require.True(t, w.sends(membership.Enact{Proposal: id}))
	}
	return status().Status
}

// Whatever a charter says and whatever happens, every proposal comes to an end:
// once its times have passed, anybody can see to it.
func TestEveryProposalEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		places := map[string]charter.Place{}
		if rapid.Bool().Draw(t, "affiliates") {
			places[forum], places[acme] = charter.Place{Group: forum}, charter.Place{Group: forum}
		}
		c := drawnCharter(t, places)
		w := ofFourIn(t, c, places)
		var proposals []string
		for i := range rapid.IntRange(1, 4).Draw(t, "proposals") {
			by, transaction := w.drawnProposal(t, c, "p"+string(rune('0'+i)))
			if event, err := w.apply(as(by), transaction); err == nil {
				proposals = append(proposals, event.Proposal)
			}
		}
		if len(proposals) == 0 {
			return
		}
		for range rapid.IntRange(0, 16).Draw(t, "happenings") {
			w.happens(t, proposals)
		}
		for _, id := range rapid.Permutation(proposals).Draw(t, "order") {
			end := w.ends(t, id)
			require.True(t, slices.Contains([]membership.ProposalStatus{
				membership.Accepted, membership.Rejected, membership.Expired, membership.Void,
			}, end), "%s ended as %s", id, end)
		}
	})
}
