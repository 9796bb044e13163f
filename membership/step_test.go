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

var (
	unlessTwoObject = charter.Expression{Not: []charter.Expression{{Votes: charter.CountAgainst, AtLeast: "2"}}}
	moreThanHalf    = charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountCast}
)

// bySilence adopts what nobody but one objects to; else it is voted on.
var bySilence = chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) {
	r.Pass, r.Silence = unlessTwoObject, charter.SilenceAccepted
	r.Steps = []charter.Step{{After: charter.Failed, Rule: charter.Rule{Voting: "P1D", Pass: moreThanHalf, LockOut: charter.LockOutAccepted}}}
})

// withAppeal expels by the founders' votes, unless the member appeals: then all others confirm it.
var withAppeal = chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) {
	r.Timelock = "PT1H"
	r.Steps = []charter.Step{
		{After: charter.Passed, Rule: charter.Rule{
			Voting: "P30D", Early: true, Electorate: &charter.Who{Subject: true}, Recused: []charter.Recusal{charter.RecuseNobody},
			Pass: charter.Expression{Not: []charter.Expression{{Votes: charter.CountAgainst, AtLeast: "1"}}}, Silence: charter.SilenceAccepted,
		}},
		{After: charter.Failed, Rule: charter.Rule{Voting: "P1D", Pass: moreThanHalf, LockOut: charter.LockOutAccepted}},
	}
})

// says has a member vote in the step that a proposal has come to.
func says(w *world, id, party, request string, position charter.Position) {
	w.t.Helper()
	w.must(as(party), membership.Endorse{Request: request, Proposal: id, Position: position})
}

// redecidesSteps decides again every vote of a proposal, as an auditor does.
func redecidesSteps(w *world, id string) {
	w.t.Helper()
	decision, grounds := w.groundsOf(id)
	again, err := membership.Redecide(decision, grounds)
	require.NoError(w.t, err)
	require.Equal(w.t, decision, again)
	d := ask(w, membership.GetProposal{ID: id})
	p := d.Proposal.Recorded()
	for number, held := range p.Steps {
		g := membership.Grounds{Charter: grounds.Charter, Endorsements: d.Before[number].Endorsements}
		g.Seal = ask(w, membership.GetSeal{Alliance: zgc, Epoch: held.Seal})
		was, err := membership.RedecideStep(p, number, g)
		require.NoError(w.t, err)
		require.Equal(w.t, held, was)
	}
}

// What nobody objects to is adopted when its time is up; two objections put it to a vote, in
// which everybody votes anew and the objections do not count.
func TestSilenceThenAVote(t *testing.T) {
	t.Parallel()
	w := ofFour(t, bySilence)
	id := w.must(as(cisco), resolving).Proposal
	says(w, id, cas, "object", charter.Against)
	atClose(w, id)
	require.Equal(t, membership.Timelocked, ask(w, membership.GetProposal{ID: id}).Proposal.Status)

	w = ofFour(t, bySilence)
	id = w.must(as(cisco), resolving).Proposal
	says(w, id, cas, "object", charter.Against)
	objection := membership.Endorse{Request: "object", Proposal: id, Position: charter.Against}
	about, err := ask(w, membership.GetProposal{ID: id}).Proposal.About()
	require.NoError(t, err)
	objection.About = &about
	says(w, id, forum, "object", charter.Against)
	event := w.must(as(lab), membership.Decide{Proposal: id})
	require.Equal(t, "voting", event.Status, "two objections cannot be taken back")
	second := ask(w, membership.GetProposal{ID: id})
	require.Equal(t, 1, second.Proposal.Step)
	require.Equal(t, membership.Rejected, second.Proposal.Steps[0].Outcome)
	require.Empty(t, second.Endorsements, "everybody votes anew")
	require.Len(t, second.Before[0].Endorsements, 2)
	require.Equal(t, w.now.Add(24*time.Hour), second.Proposal.Closes)

	w.refused(refusal.AboutDiffers, as(acme), objection)
	w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: id})
	says(w, id, cas, "vote", charter.Against)
	says(w, id, cisco, "vote", charter.For)
	says(w, id, acme, "vote", charter.For)
	atClose(w, id)
	decision, grounds := w.groundsOf(id)
	require.Equal(t, membership.Accepted, decision.Outcome)
	require.Equal(t, 1, decision.Step)
	require.Equal(t, 3, decision.Explanation.Figure.Base)
	redecidesSteps(w, id)

	p := grounds.Proposal
	forged := membership.Grounds{Charter: grounds.Charter, Seal: grounds.Seal, Endorsements: second.Before[0].Endorsements[:1]}
	forgery := p
	forgery.Steps = append([]membership.HeldVote{}, p.Steps...)
	forgery.Steps[0].Stamp.Time = p.Steps[0].Closes
	_, err = membership.RedecideStep(forgery, 0, forged)
	require.EqualError(t, err, "no vote follows upon this one: "+id)
	early := grounds
	early.Proposal.Step, early.Proposal.Steps = 0, nil
	early.Endorsements = second.Before[0].Endorsements
	_, err = membership.Redecide(decision, early)
	requireCode(t, refusal.NotDecidable, err)
}

// An expulsion waits for the appeal of the member, who alone may appeal; then for the vote of the
// others, and then for its timelock.
func TestAppealStaysTheEffect(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withAppeal)
	id := w.must(as(cisco), proposing("p", charter.Expel, acme)).Proposal
	w.votedOn(id, cisco, cas)
	d := ask(w, membership.GetProposal{ID: id})
	require.Equal(t, membership.Voting, d.Proposal.Status)
	require.Equal(t, 1, d.Proposal.Electorate)
	require.Equal(t, charter.Active, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).State, "nothing has happened yet")
	w.refused(refusal.OutsideElectorate, as(cas), membership.Endorse{Request: "appeal", Proposal: id, Position: charter.Against})
	w.wait(29 * 24 * time.Hour)
	says(w, id, acme, "appeal", charter.Against)
	require.Equal(t, "Decide", ask(w, membership.GetProposal{ID: id}).Proposal.Due)
	require.Equal(t, "voting", w.must(as(lab), membership.Decide{Proposal: id}).Status)
	w.refused(refusal.Recused, as(acme), membership.Endorse{Request: "vote", Proposal: id, Position: charter.Against})
	says(w, id, cas, "vote", charter.Against)
	says(w, id, forum, "vote", charter.Against)
	says(w, id, cisco, "vote", charter.For)
	atClose(w, id)
	decision, _ := w.groundsOf(id)
	require.Equal(t, membership.Rejected, decision.Outcome)
	require.Equal(t, 2, decision.Step)
	redecidesSteps(w, id)

	w = ofFour(t, withAppeal)
	id = w.must(as(cisco), proposing("p", charter.Expel, acme)).Proposal
	w.votedOn(id, cisco, cas)
	atClose(w, id)
	d = ask(w, membership.GetProposal{ID: id})
	require.Equal(t, membership.Timelocked, d.Proposal.Status)
	w.now = d.Proposal.Enacts
	w.must(as(lab), membership.Enact{Proposal: id})
	require.Equal(t, charter.Ended, ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).State)
	redecidesSteps(w, id)
}

// A second vote has an electorate of its day; a roster that has changed is sealed before.
func TestSecondVoteHasTheRosterOfItsDay(t *testing.T) {
	t.Parallel()
	c := bySilence
	c.RecordDate = ""
	w := ofFour(t, c)
	id := w.must(as(cisco), resolving).Proposal
	says(w, id, cas, "object", charter.Against)
	says(w, id, forum, "object", charter.Against)
	w.must(as(acme), membership.Leave{Request: "leave", Alliance: zgc})
	w.refused(refusal.SealStale, as(lab), membership.Decide{Proposal: id})
	w.seal()
	w.must(as(lab), membership.Decide{Proposal: id})
	p := ask(w, membership.GetProposal{ID: id}).Proposal
	require.Equal(t, []int{4, 3}, []int{p.Steps[0].Electorate, p.Electorate})
	require.Less(t, p.Steps[0].Seal, p.Seal)
	says(w, id, cisco, "vote", charter.For)
	atClose(w, id)
	redecidesSteps(w, id)
}

// prolonging wants half of all to take part, and prolongs a vote of an hour twice for that.
var prolonging = chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) {
	r.Early, r.Changing, r.Pass = false, true, moreThanHalf
	r.Extension = &charter.Extension{
		Quorum: charter.Expression{Votes: charter.CountTakingPart, AtLeast: "1/2", Of: charter.CountElectorate}, By: "PT1H", Most: 2,
	}
})

// Votes after the close count where too few took part before it, and only there; when
// anybody decides makes no difference to that.
func TestVotesInAnExtension(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		before, after []string // who votes before the first close and after it
		lastly        []string // after the second
		count         int
		late          []string
		extended      int
	}{
		"ok/a quorum at once":    {[]string{cisco, cas}, []string{forum}, nil, 2, []string{forum}, 0},
		"ok/a quorum once later": {[]string{cisco}, []string{cas}, []string{forum}, 2, []string{forum}, 1},
		"ok/never a quorum":      {nil, nil, []string{forum}, 1, nil, 2},
		"ok/nobody":              {nil, nil, nil, 0, nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, prolonging)
			id := w.must(as(cisco), resolving).Proposal
			p := ask(w, membership.GetProposal{ID: id}).Proposal
			require.Equal(t, p.Closes.Add(2*time.Hour), p.Extends)
			for i, voters := range [][]string{row.before, row.after, row.lastly} {
				for _, voter := range voters {
					says(w, id, voter, "vote", charter.For)
				}
				w.now = p.Closes.Add(time.Duration(i) * time.Hour)
			}
			w.now = p.Extends
			w.must(as(lab), membership.Decide{Proposal: id})
			decision, _ := w.groundsOf(id)
			require.Equal(t, row.count, decision.Tally.For)
			require.Equal(t, row.late, decision.Late)
			require.Equal(t, row.extended, decision.Extended)
			redecidesSteps(w, id)
		})
	}
}

// In an extension what was given stands; nothing is taken back; and it can be decided as soon as it is
// clear that there is none.
func TestAnExtensionIsNoSecondChance(t *testing.T) {
	t.Parallel()
	w := ofFour(t, prolonging)
	id := w.must(as(cisco), resolving).Proposal
	says(w, id, cas, "vote", charter.For)
	says(w, id, cas, "again", charter.Against)
	closes := ask(w, membership.GetProposal{ID: id}).Proposal.Closes
	w.now = closes
	w.refused(refusal.VotingClosed, as(cas), membership.Endorse{Request: "more", Proposal: id, Position: charter.For})
	w.refused(refusal.VotingClosed, as(cisco), membership.Withdraw{Request: "back", Proposal: id})
	denied := w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: id})
	require.Equal(t, closes.Add(time.Hour).Format(time.RFC3339), denied.Params["closes"])
	d := ask(w, membership.GetProposal{ID: id})
	require.Equal(t, membership.Voting, d.Proposal.Status)
	require.Equal(t, closes.Add(time.Hour), d.Ends)
	require.Empty(t, d.Proposal.Due)
	says(w, id, cisco, "vote", charter.For)
	w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: id})
	w.wait(time.Hour)
	require.Equal(t, "Decide", ask(w, membership.GetProposal{ID: id}).Proposal.Due)
	w.must(as(lab), membership.Decide{Proposal: id})
	redecidesSteps(w, id)

	w = ofFour(t, prolonging)
	id = w.must(as(cisco), resolving).Proposal
	says(w, id, cas, "vote", charter.For)
	says(w, id, cisco, "vote", charter.For)
	atClose(w, id)
	redecidesSteps(w, id)
}

// Everybody's consent adopts at once; less waits for the close, however certain it is. As many for as
// against are decided by the chair.
func TestConsentAndTheCastingVote(t *testing.T) {
	t.Parallel()
	c := chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) {
		r.Early, r.Timelock, r.Pass = false, "", moreThanHalf
		r.Consent = &charter.Expression{Votes: charter.CountFor, AtLeast: "1", Of: charter.CountElectorate}
		r.Casting = &charter.Who{Organ: chartertest.Council}
	})
	w := ofFour(t, c)
	accepts(seating("chair", chartertest.Council, cas))(w)
	w.seal()
	id := w.must(as(cisco), resolving).Proposal
	for _, voter := range []string{cisco, cas, forum} {
		says(w, id, voter, "vote", charter.For)
	}
	w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: id})
	says(w, id, acme, "vote", charter.For)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: id}).Status)
	redecidesSteps(w, id)

	again := resolving
	again.Request = "another"
	id = w.must(as(cisco), again).Proposal
	says(w, id, cas, "vote-2", charter.For)
	says(w, id, acme, "vote-2", charter.Against)
	atClose(w, id)
	decision, _ := w.groundsOf(id)
	require.Equal(t, membership.Accepted, decision.Outcome)
	require.Equal(t, charter.For, decision.Explanation.Leaves()[0].Figure.Casting)
	redecidesSteps(w, id)
}
