package membership_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// dutiful is a charter by which full members take part in two of the last three votes, confirm
// each year who acts for them, and are let off by the board. A resolution takes one vote within an
// hour; one to dissolve is decided early.
var dutiful = withDuties(func(*charter.Charter) {})

// withDuties is that charter, changed.
func withDuties(change func(*charter.Charter)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes[0].Participation = &charter.Participation{Took: 2, Of: 3, In: charter.InVotes}
		c.Classes[0].Confirmation = &charter.Confirmation{Every: "P1Y", Grace: "P60D"}
		c.Waivers = &charter.WaiverTerms{By: &charter.Who{Organ: chartertest.Board}, Longest: "P90D"}
		c.Rules[charter.Resolve] = &charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(1)}
		change(c)
	})
}

// hold has a resolution of cisco's voted on for an hour, and decided: those take part whom it names.
func (w *world) hold(present ...string) string {
	w.t.Helper()
	proposal := w.must(as(cisco), resolvingFor(fmt.Sprintf("hold-%d", w.sent))).Proposal
	for _, party := range present {
		w.must(as(party), endorsing(proposal, charter.Abstain))
	}
	w.wait(time.Hour)
	w.must(as(lab), membership.Decide{Proposal: proposal})
	return proposal
}

// present declares a party present at a vote.
func present(proposal string) membership.DeclarePresence {
	return membership.DeclarePresence{Request: "present-" + proposal, Proposal: proposal}
}

// waiving lets a member off a duty.
func waiving(party string, duty charter.Duty, until time.Time) membership.Waive {
	return membership.Waive{Request: "waive-" + keyOf(party + string(duty) + until.String())[:8], Alliance: zgc, Party: party, Duty: duty, Until: until, Reason: "leave of absence"}
}

// confirms has a member confirm who acts for it.
func (w *world) confirms(party string) membership.ConfirmRepresentatives {
	w.t.Helper()
	content, err := membership.RepresentativesDigest(membership.Represent(ask(w, membership.ListAuthorities{Party: party}).Authorities))
	require.NoError(w.t, err)
	return membership.ConfirmRepresentatives{Request: fmt.Sprintf("confirm-%d", w.sent), Alliance: zgc, Representatives: content}
}

// owed is what a member owes of some kind, now.
func (w *world) owed(party, kind string) membership.Obligation {
	w.t.Helper()
	for _, o := range w.standing(party).Obligations {
		if o.Kind == kind {
			return o
		}
	}
	require.Fail(w.t, "no such obligation", kind)
	return membership.Obligation{}
}

// Who misses two of the last three votes has no vote, and has it again once it was present often
// enough. The votes of the others go on meanwhile.
func TestVoteIsLostAndRegained(t *testing.T) {
	t.Parallel()
	w := ofFour(t, dutiful)
	w.hold(cisco, cas)
	second := w.hold(cisco)
	require.Equal(t, membership.Obligation{Kind: membership.OweParticipation, Met: true, State: charter.Good, Counted: 2, Missed: []string{second}}, w.owed(cas, membership.OweParticipation))
	third := w.hold(cisco)
	lost := w.now
	o := w.owed(cas, membership.OweParticipation)
	require.False(t, o.Met)
	require.Equal(t, charter.Inactive, o.State)
	require.Equal(t, []string{third, second}, o.Missed)
	require.Equal(t, 2, o.Wanted, "the one that it took part in will not be among the last three")
	require.Equal(t, ask(w, membership.GetProposal{ID: third}).Proposal.Closes, o.Due)
	require.Equal(t, charter.Inactive, w.standing(cas).State)
	require.Equal(t, []charter.Right{charter.Voice, charter.ProposeRight, charter.SponsorRight, charter.SeatRight}, w.standing(cas).Rights)
	require.Equal(t, charter.Good, w.standing(cisco).State)

	fourth := w.must(as(cas), resolvingFor("fourth")).Proposal // it may still propose
	denied := w.refused(refusal.NotInStanding, as(cas), endorsing(fourth, charter.For))
	require.Equal(t, "inactive", denied.Params["standing"])
	w.must(as(cas), present(fourth))
	w.must(as(cisco), endorsing(fourth, charter.For))
	require.Equal(t, charter.Tally{For: 1, Hosts: 1, Electorate: 4}, ask(w, membership.GetProposal{ID: fourth}).Tally, "presence counts for nothing in the vote")
	require.Equal(t, 2, w.owed(cas, membership.OweParticipation).Wanted, "the vote has not closed")
	w.wait(time.Hour)
	require.Equal(t, 1, w.owed(cas, membership.OweParticipation).Wanted, "that it is not decided does not matter")
	fifth := w.must(as(cisco), resolvingFor("fifth")).Proposal
	w.must(as(cas), present(fifth))
	w.wait(time.Hour)
	require.True(t, w.owed(cas, membership.OweParticipation).Met)
	w.must(as(cas), endorsing(w.must(as(cisco), resolvingFor("sixth")).Proposal, charter.For))

	then := ask(w, membership.GetStanding{Alliance: zgc, Party: cas, At: lost.Format(time.RFC3339)})
	require.Equal(t, charter.Inactive, then.State, "what it was is worked out for any moment")
	future := ask(w, membership.GetStanding{Alliance: zgc, Party: forum, At: w.now.Add(48 * time.Hour).Format(time.RFC3339)})
	require.Len(t, future.Obligations[0].Missed, 3)
	require.NotContains(t, future.Obligations[0].Missed, "sixth", "of a vote that runs nobody has missed anything")
}

// Only votes count that a member could have taken part in: not those in which it had no say, that
// ended before their time, that were taken back or that are none of its class's.
func TestWhichVotesCount(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withDuties(func(c *charter.Charter) {
		c.Classes[0].Participation = &charter.Participation{Took: 1, Of: 9}
		c.Rules[charter.Suspend] = &charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(3), LockOut: charter.LockOutAccepted}
		c.Rules[charter.Recognize] = &charter.Rule{Voting: "PT1H", Electorate: &charter.Who{Organ: chartertest.Board}, Pass: chartertest.ForVotes(3), LockOut: charter.LockOutAccepted}
		c.Rules[charter.Dissolve] = &charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(4), Early: true, LockOut: charter.LockOutAccepted}
	}))
	counted := func(party string) int { return w.owed(party, membership.OweParticipation).Counted }
	w.must(as(cisco), proposing("suspend", charter.Suspend, cas)) // cas is recused
	w.wait(time.Hour)
	require.Equal(t, []int{0, 1}, []int{counted(cas), counted(forum)})
	w.must(as(cisco), proposed(charter.Recognize, func(p *membership.Propose) { p.Request, p.Subject = "recognize", zgc }))
	w.wait(time.Hour)
	require.Equal(t, 1, counted(forum), "an organ's vote")
	w.must(as(cisco), membership.Withdraw{Request: "withdraw", Proposal: w.must(as(cisco), resolvingFor("back")).Proposal})
	early := w.must(as(cisco), proposed(charter.Dissolve, func(p *membership.Propose) { p.Request = "dissolve" })).Proposal
	w.must(as(forum), membership.Endorse{Request: "no", Proposal: early, Position: charter.Against})
	require.Equal(t, "rejected", w.must(as(lab), membership.Decide{Proposal: early}).Status)
	w.wait(time.Hour)
	require.Equal(t, []int{0, 2}, []int{counted(cas), counted(forum)}, "who was there before it ended took part in it")
	w.hold()
	require.Equal(t, []int{1, 3}, []int{counted(cas), counted(forum)})

	w.admit(lab, "joins")
	require.Zero(t, counted(lab), "what was voted on before it joined")
}

// A vote that may be prolonged is missed once it cannot be prolonged any more; of votes that follow each counts
// by itself, and none in which silence consents.
func TestProlongedAndFollowingVotesCount(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withDuties(func(c *charter.Charter) {
		c.Classes[0].Participation = &charter.Participation{Took: 1, Of: 9}
		c.Rules[charter.Resolve] = &charter.Rule{
			Voting: "PT1H", Pass: chartertest.ForVotes(1),
			Extension: &charter.Extension{Quorum: charter.Expression{Votes: charter.CountTakingPart, AtLeast: "2"}, By: "PT1H", Most: 2},
		}
		c.Rules[charter.Dissolve] = &charter.Rule{
			Voting: "PT1H", Pass: unlessTwoObject, Silence: charter.SilenceAccepted,
			Steps: []charter.Step{{After: charter.Failed, Rule: charter.Rule{Voting: "PT1H", Pass: moreThanHalf, LockOut: charter.LockOutAccepted}}},
		}
	}))
	part := func(party string) [2]int {
		o := w.owed(party, membership.OweParticipation)
		return [2]int{o.Counted, len(o.Missed)}
	}
	p := w.must(as(cisco), resolvingFor("prolonged")).Proposal
	w.wait(2 * time.Hour)
	require.Equal(t, [2]int{}, part(cas), "it may come yet")
	says(w, p, cas, "late", charter.For)
	w.wait(time.Hour)
	require.Equal(t, [2]int{1, 0}, part(cas))
	require.Equal(t, [2]int{1, 1}, part(forum))

	d := w.must(as(cisco), proposed(charter.Dissolve, func(p *membership.Propose) { p.Request = "dissolve" })).Proposal
	for _, party := range []string{cas, forum} {
		says(w, d, party, "objects", charter.Against)
	}
	w.wait(time.Hour)
	require.Equal(t, [2]int{1, 0}, part(cas), "an objection is not asked of anybody")
	w.must(as(lab), membership.Decide{Proposal: d})
	says(w, d, forum, "votes", charter.Against)
	w.must(as(acme), present(d))
	w.wait(time.Hour)
	require.Equal(t, [2]int{2, 1}, part(cas), "it took part in the first alone")
	require.Equal(t, [2]int{2, 1}, part(forum))
	require.Equal(t, [2]int{2, 1}, part(acme))
}

// A proxy's vote is its principal's part in the vote.
func TestProxyTakesPart(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withDuties(func(c *charter.Charter) {
		c.Proxies = &charter.ProxyTerms{Most: 1, Longest: "P30D"}
		c.Rules[charter.Resolve].Proxies = true
	}))
	appointed(cas, forum)(w)
	p := w.must(as(cisco), resolvingFor("one")).Proposal
	w.must(as(forum), votingFor(p, cas, charter.Abstain))
	w.wait(time.Hour)
	require.Empty(t, w.owed(cas, membership.OweParticipation).Missed)
	require.Len(t, w.owed(forum, membership.OweParticipation).Missed, 1, "for another is not for oneself")
}

// Which of the last votes counted a member is worked out from them alone: whatever came before, and
// in whichever order what was said came.
func TestParticipationIsOfTheLastVotes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := charter.Participation{Of: rapid.IntRange(1, 4).Draw(t, "of")}
		terms.Took = rapid.IntRange(1, terms.Of).Draw(t, "took")
		w := ofFour(t, withDuties(func(c *charter.Charter) { c.Classes[0].Participation = &terms }))
		came := rapid.SliceOfN(rapid.Bool(), 0, 9).Draw(t, "came")
		var missed []string
		for i, takes := range came {
			p := w.must(as(cisco), resolvingFor(fmt.Sprint("vote-", i))).Proposal
			if takes {
				w.must(as(cas), present(p))
			} else if i >= len(came)-terms.Of {
				missed = append([]string{p}, missed...)
			}
			w.wait(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute) // some run side by side
		}
		w.wait(time.Hour)
		o := w.owed(cas, membership.OweParticipation)
		require.Equal(t, min(len(came), terms.Of), o.Counted)
		require.ElementsMatch(t, missed, o.Missed)
		require.Equal(t, len(missed) <= terms.Of-terms.Took, o.Met)
		for range o.Wanted {
			require.False(t, w.owed(cas, membership.OweParticipation).Met)
			w.must(as(cas), present(w.must(as(cisco), resolvingFor(fmt.Sprint("more-", w.sent))).Proposal))
			w.wait(time.Hour)
		}
		require.True(t, w.owed(cas, membership.OweParticipation).Met, "it is as many votes as were said")
	})
}

// A vote conflicts neither with the opening of another vote nor with what is said in one.
func TestParticipationIsInNobodysWay(t *testing.T) {
	t.Parallel()
	w := ofFour(t, dutiful)
	w.hold(cisco)
	p := w.must(as(cisco), resolvingFor("one")).Proposal
	other := w.must(as(forum), resolvingFor("other")).Proposal
	codes := w.commit(
		w.simulate(as(forum), resolvingFor("two")), w.simulate(as(cas), endorsing(p, charter.For)), w.simulate(as(acme), present(other)),
		w.simulate(as(forum), endorsing(p, charter.For)),
	)
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.Valid, memledger.Valid, memledger.Valid}, codes)
}

// Confirmation is due a year after membership began, then a year after the last; it says who
// could act, and what the officer has read is what is so.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	w := ofFour(t, dutiful)
	o := w.owed(cas, membership.OweConfirmation)
	began := ask(w, membership.GetMembership{Alliance: zgc, Party: cas}).Periods[0].From.Time
	require.True(t, o.Met)
	require.Equal(t, began.AddDate(1, 0, 0), o.Due)
	require.Equal(t, began.AddDate(1, 0, 60), o.Lapses)
	w.wait(o.Due.Sub(w.now))
	require.Equal(t, charter.Grace, w.standing(cas).State)
	stale := w.confirms(cas)
	w.must(as(cas), adding("add", "second", membership.Officer))
	denied := w.refused(refusal.AboutDiffers, as(cas), stale)
	require.Equal(t, "representatives", denied.Params["field"])
	w.must(as(cas), w.confirms(cas))
	require.Equal(t, w.now.AddDate(1, 0, 0).Unix(), w.owed(cas, membership.OweConfirmation).Due.Unix())
	require.Equal(t, charter.Good, w.standing(cas).State)
	w.wait(o.Lapses.Sub(w.now))
	require.Equal(t, charter.Lapsed, w.standing(forum).State)
	w.refused(refusal.NotInStanding, as(forum), endorsing(w.must(as(cas), resolvingFor("one")).Proposal, charter.For))
	w.must(as(forum), w.confirms(forum))
	require.Equal(t, charter.Good, w.standing(forum).State)
}

// Where an amendment makes it a duty, or a member moves to a class that has it, the year begins then.
func TestConfirmationBeginsWithTheDuty(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) { c.Classes[2].Duration, c.Classes[2].Grace = "", "" }))
	w.accept(reclassifying("guest", forum, func(p *membership.Propose) { p.Class = "guest" }))
	w.wait(400 * 24 * time.Hour)
	w.seal()
	w.accept(amending("duties", withDuties(func(c *charter.Charter) {
		c.Classes[2].Duration, c.Classes[2].Grace = "", ""
		c.Rules[charter.Reclassify].Early = true
	})))
	require.Equal(t, w.now.AddDate(1, 0, 0).Unix(), w.owed(cas, membership.OweConfirmation).Due.Unix())
	w.wait(100 * 24 * time.Hour)
	w.seal()
	w.accept(reclassifying("full", forum, func(p *membership.Propose) { p.Class = "full" }))
	require.Equal(t, w.now.AddDate(1, 0, 0).Unix(), w.owed(forum, membership.OweConfirmation).Due.Unix())
}

// A waiver moves what is due to its end, and forgives what was missed before that; the charter
// bounds how long it lasts.
func TestWaivers(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withDuties(func(c *charter.Charter) {
		c.Classes[0].Dues, c.Dues.Grace = true, "P10D"
		c.Classes[0].Agreements = []string{chartertest.Code}
		c.Classes[0].GraceRights, c.Classes[0].LapsedRights = nil, c.Classes[0].Rights
	}))
	w.hold()
	w.hold()
	require.False(t, w.owed(cas, membership.OweParticipation).Met)
	week := w.now.Add(7 * 24 * time.Hour)
	for _, duty := range []charter.Duty{charter.DutyParticipation, charter.DutyDues, charter.DutyConfirmation} {
		w.must(as(cisco), waiving(cas, duty, week))
	}
	agreement := waiving(cas, charter.DutyAgreement, week)
	agreement.Agreement = chartertest.Code
	w.must(as(cisco), agreement)
	require.Equal(t, charter.Good, w.standing(cas).State)
	require.Equal(t, week, w.owed(cas, membership.OweDues).Due)
	require.Equal(t, week, w.owed(cas, membership.OweAgreement).Due)
	require.True(t, w.owed(cas, membership.OweConfirmation).Due.After(week), "it was due later anyhow")
	w.hold()
	w.wait(week.Sub(w.now))
	require.Equal(t, charter.Grace, w.standing(cas).State, "dues are due at its end")
	require.Empty(t, w.owed(cas, membership.OweParticipation).Missed)
	w.hold()
	w.hold()
	require.False(t, w.owed(cas, membership.OweParticipation).Met, "afterwards votes count again")
	w.must(as(cisco), waiving(cas, charter.DutyDues, w.now.AddDate(1, 0, 0)))
	require.Equal(t, w.now.Add(90*24*time.Hour), w.owed(cas, membership.OweDues).Due, "as long as the charter lets it last")
}

// A waiver never makes a standing worse.
func TestWaiversOnlyHelp(t *testing.T) {
	t.Parallel()
	worse := map[charter.StandingState]int{charter.Good: 0, charter.Inactive: 1, charter.Grace: 2, charter.Lapsed: 3}
	rapid.Check(t, func(t *rapid.T) {
		w := ofFour(t, withDuties(func(c *charter.Charter) {
			c.Classes[0].Dues, c.Dues.Grace = true, "P10D"
			c.Classes[0].Confirmation.Every = "P5D"
			c.Classes[0].LapsedRights = c.Classes[0].Rights
		}))
		for range rapid.IntRange(0, 4).Draw(t, "votes") {
			w.hold(cisco)
		}
		duty := rapid.SampledFrom([]charter.Duty{charter.DutyDues, charter.DutyParticipation, charter.DutyConfirmation}).Draw(t, "duty")
		ahead := time.Duration(rapid.IntRange(0, 80).Draw(t, "days")) * 24 * time.Hour
		before := ask(w, membership.GetStanding{Alliance: zgc, Party: cas, At: w.now.Add(ahead).Format(time.RFC3339)})
		w.must(as(cisco), waiving(cas, duty, w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "until"))*24*time.Hour)))
		after := ask(w, membership.GetStanding{Alliance: zgc, Party: cas, At: before.At.Add(2 * time.Second).Format(time.RFC3339)})
		require.LessOrEqual(t, worse[after.State], worse[before.State])
		for i := range before.Obligations {
			require.LessOrEqual(t, worse[after.Obligations[i].State], worse[before.Obligations[i].State])
		}
	})
}

// By version 5 of the rules there are no such duties.
func TestDutiesBeforeVersionSix(t *testing.T) {
	t.Parallel()
	w := ofFour(t, dutiful)
	p := w.must(as(cisco), resolvingFor("one")).Proposal
	about, err := ask(w, membership.GetProposal{ID: p}).Proposal.About()
	require.NoError(t, err)
	confirm := w.confirms(cas)
	w.engine = charter.EngineFive
	there := present(p)
	there.About = &about
	w.refused(refusal.UnknownTransaction, as(cas), there)
	w.refused(refusal.UnknownTransaction, as(cas), confirm)
	w.refused(refusal.UnknownTransaction, as(cisco), waiving(cas, charter.DutyDues, untilMay))
	denied := w.refused(refusal.CharterInvalid, as(cisco), amending("a", dutiful))
	require.Len(t, charter.DefectsIn(denied), 3)
}

// dutyRefusals are refusals of what belongs to duties.
var dutyRefusals = map[string]denial{
	"fail/present: no vote":        under(dutiful, refusal.UnknownRecord, cas, present(expulsion)),
	"fail/present: no id":          under(dutiful, refusal.BadID, cas, present("x")),
	"fail/present: after it":       under(dutiful, refusal.VotingClosed, cas, present(resolution), sends(as(cisco), resolving), waits(time.Hour)),
	"fail/present: voted":          under(dutiful, refusal.EndorsementExists, cas, present(resolution), sends(as(cisco), resolving), castOn(resolution, cas)),
	"fail/present: again":          under(dutiful, refusal.EndorsementExists, cas, membership.DeclarePresence{Request: "again", Proposal: resolution}, sends(as(cisco), resolving), sends(as(cas), present(resolution))),
	"fail/present: a stranger":     under(dutiful, refusal.NotAMember, lab, present(resolution), sends(as(cisco), resolving)),
	"fail/present: recused":        under(dutiful, refusal.Recused, acme, present(expulsion), expelling),
	"fail/present: no duty":        under(withRules, refusal.NoDuty, cas, present(expulsion), expelling),
	"fail/present: without rights": under(dutiful, refusal.NoRight, forum, present(resolution), forumIsGuest, (*world).seal, sends(as(cisco), resolving)),
	"fail/confirm: no alliance":    under(dutiful, refusal.BadID, cas, membership.ConfirmRepresentatives{Request: "c", Representatives: keyOf("k")}),
	"fail/confirm: no digest":      under(dutiful, refusal.BadDigest, cas, membership.ConfirmRepresentatives{Request: "c", Alliance: zgc}),
	"fail/confirm: others":         under(dutiful, refusal.AboutDiffers, cas, membership.ConfirmRepresentatives{Request: "c", Alliance: zgc, Representatives: keyOf("k")}),
	"fail/confirm: no duty":        under(withRules, refusal.NoDuty, cas, membership.ConfirmRepresentatives{Request: "c", Alliance: zgc, Representatives: keyOf("k")}),
	"fail/confirm: no member":      under(dutiful, refusal.NotAMember, lab, membership.ConfirmRepresentatives{Request: "c", Alliance: zgc, Representatives: keyOf("k")}),
	"fail/waive: no waivers":       under(withRules, refusal.NoWaivers, cisco, waiving(cas, charter.DutyDues, untilMay)),
	"fail/waive: not named":        under(dutiful, refusal.NotNamed, forum, waiving(cas, charter.DutyConfirmation, untilMay), offTheBoard(forum)),
	"fail/waive: oneself":          under(dutiful, refusal.NotNamed, cisco, waiving(cisco, charter.DutyConfirmation, untilMay)),
	"fail/waive: no such duty":     under(dutiful, refusal.NoDuty, cisco, waiving(cas, charter.DutyDues, untilMay)),
	"fail/waive: no member":        under(dutiful, refusal.UnknownRecord, cisco, waiving(lab, charter.DutyConfirmation, untilMay)),
	"fail/waive: until now":        under(dutiful, refusal.UntilPast, cisco, waiving(cas, charter.DutyConfirmation, epoch)),
	"fail/waive: no duty":          under(dutiful, refusal.BadChoice, cisco, waiving(cas, "renewal", untilMay)),
	"fail/waive: no agreement":     under(dutiful, refusal.BadID, cisco, waiving(cas, charter.DutyAgreement, untilMay)),
	"fail/waive: an agreement":     under(dutiful, refusal.Unwanted, cisco, membership.Waive{Request: "w", Alliance: zgc, Party: cas, Duty: charter.DutyDues, Agreement: "code", Until: untilMay, Reason: "r"}),
	"fail/waive: without reason":   under(dutiful, refusal.Required, cisco, membership.Waive{Request: "w", Alliance: zgc, Party: cas, Duty: charter.DutyDues, Until: untilMay}),
	"fail/waive: without an end":   under(dutiful, refusal.BadTime, cisco, membership.Waive{Request: "w", Alliance: zgc, Party: cas, Duty: charter.DutyDues, Reason: "r"}),
}

// offTheBoard has a member give its seat back.
func offTheBoard(party string) func(*world) {
	return sends(as(party), membership.VacateSeat{Request: "off", Alliance: zgc, Organ: chartertest.Board})
}
