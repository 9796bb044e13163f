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

// openTo is the whole charter, of which guests enter without a vote, as a rule says.
func openTo(change func(*charter.Rule)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		rule := charter.Rule{Open: true}
		change(&rule)
		c.Rules[charter.Admit+"/guest"] = &rule
	})
}

func asGuest(request string) membership.Join {
	return membership.Join{Request: request, Alliance: zgc, Class: "guest"}
}

// requireDecidedAgain wants an auditor to come to the recorded decision, to the letter.
func (w *world) requireDecidedAgain(proposal string) membership.Decision {
	w.t.Helper()
	decision, grounds := w.groundsOf(proposal)
	again, err := membership.Redecide(decision, grounds)
	require.NoError(w.t, err)
	require.Equal(w.t, decision, again)
	return decision
}

// Who enters an open class is a member at once, by a decision that nobody voted on; also
// where the last roster is old, for nobody is asked.
func TestOpenClass(t *testing.T) {
	t.Parallel()
	w := ofFour(t, openTo(func(*charter.Rule) {}))
	w.must(as(forum), membership.Leave{Request: "leave", Alliance: zgc}) // the roster is old, and nobody seals
	w.wait(8 * day)
	event := w.must(as(lab), asGuest("join"))
	require.Equal(t, "accepted", event.Status)
	member := ask(w, membership.GetMembership{Alliance: zgc, Party: lab})
	require.Equal(t, charter.Active, member.State)
	require.Equal(t, "guest", member.Class)
	require.Equal(t, event.Proposal, member.Periods[0].Proposal)
	decision := w.requireDecidedAgain(event.Proposal)
	require.Equal(t, membership.Accepted, decision.Outcome)
	require.Equal(t, charter.Tally{}, decision.Tally)
	require.Equal(t, charter.Explanation{Kind: charter.OpenExplained, Met: true, Certain: true}, decision.Explanation)
	dossier := ask(w, membership.GetJoin{Alliance: zgc, Party: lab})
	require.Equal(t, membership.Accepted, dossier.Proposal.Status)
	electors, err := dossier.Electors(openTo(func(*charter.Rule) {}), nil)
	require.NoError(t, err)
	require.Empty(t, electors)

	w.refused(refusal.AlreadyMember, as(lab), asGuest("again"))
	w.refused(refusal.ClassFull, as(forum), asGuest("join"))
	w.refused(refusal.ProposalDecided, as(cisco), endorsing(event.Proposal, charter.Against))
	again, err := w.apply(as(cas), membership.Decide{Proposal: event.Proposal})
	require.NoError(t, err)
	require.Equal(t, lab, again.By, "it is decided already")
	w.refused(refusal.SealStale, as(forum), joining("full")) // the other classes have a vote
}

// An open class is entered by who meets what it demands.
func TestOpenClassDemands(t *testing.T) {
	t.Parallel()
	w := ofFour(t, openTo(func(r *charter.Rule) { r.Requires = []charter.Requirement{{Jurisdictions: []string{"CN"}}} }))
	w.refused(refusal.RequirementUnmet, as(lab), asGuest("join"))
	_, err := membership.Ask(w.ledger.Begin("question"), w.now, membership.GetJoin{Alliance: zgc, Party: lab})
	requireCode(t, refusal.UnknownRecord, err)
}

// Sponsors open the door where a rule wants them, and nobody else does; nor can somebody
// decide what has none.
func TestOpenClassBySponsors(t *testing.T) {
	t.Parallel()
	w := ofFour(t, openTo(func(r *charter.Rule) { r.Sponsors, r.Expiry, r.Timelock = chartertest.Sponsors(2), "P10D", "PT1H" }))
	join := w.must(as(lab), asGuest("join")).Proposal
	w.refused(refusal.NotVoting, as(acme), membership.Decide{Proposal: join})
	w.must(as(cisco), endorsing(join, charter.Sponsor))
	w.refused(refusal.SponsorsMissing, as(lab), membership.PutToVote{Proposal: join})
	w.must(as(cas), endorsing(join, charter.Sponsor))
	accepted := w.must(as(lab), membership.PutToVote{Proposal: join})
	require.Equal(t, "accepted", accepted.Status)
	again, err := w.apply(as(acme), membership.PutToVote{Proposal: join})
	require.NoError(t, err)
	require.Equal(t, accepted, again, "the same for whoever sends it")
	w.requireDecidedAgain(join)
	w.refused(refusal.TimelockRuns, as(lab), membership.Enact{Proposal: join})
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Enact{Proposal: join}).Status)
	require.Equal(t, charter.Active, ask(w, membership.GetMembership{Alliance: zgc, Party: lab}).State)
	w.requireDecidedAgain(join)
}

// What had no sponsors in time has expired, and is not open any more.
func TestOpenClassExpires(t *testing.T) {
	t.Parallel()
	w := ofFour(t, openTo(func(r *charter.Rule) { r.Sponsors, r.Expiry = chartertest.Sponsors(1), "P10D" }))
	join := w.must(as(lab), asGuest("join")).Proposal
	w.must(as(cisco), endorsing(join, charter.Sponsor))
	w.wait(10 * day)
	w.refused(refusal.ProposalExpired, as(lab), membership.PutToVote{Proposal: join})
	require.Equal(t, "expired", w.must(as(acme), membership.Decide{Proposal: join}).Status)
	w.requireDecidedAgain(join)
}

// A member renews by itself, where that takes no vote, once for each term.
func TestOpenRenewal(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) {
		c.Rules[charter.Admit+"/guest"] = &charter.Rule{Open: true}
		c.Rules[charter.Renew] = &charter.Rule{Open: true, Requires: []charter.Requirement{{Standing: string(charter.Good)}}}
	}))
	w.must(as(lab), asGuest("join"))
	until := w.until(lab)
	w.wait(29 * day)
	w.refused(refusal.NotAMember, as(person), proposing("renew", charter.Renew, lab))
	renewed := w.must(as(lab), proposing("renew", charter.Renew, lab))
	require.Equal(t, "accepted", renewed.Status)
	require.Equal(t, until.Add(30*day), w.until(lab))
	w.requireDecidedAgain(renewed.Proposal)
}

func (w *world) until(party string) time.Time {
	w.t.Helper()
	periods := ask(w, membership.GetMembership{Alliance: zgc, Party: party}).Periods
	return periods[len(periods)-1].Expires
}

// By version 4 of the rules every rule has a vote.
func TestNoOpenClassBefore(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.engine = charter.EngineFour
	denied := w.refused(refusal.CharterInvalid, as(cisco), founding(openTo(func(*charter.Rule) {}), cisco, cas, forum))
	require.Contains(t, denied.Params["defects"]+denied.Error(), "rules.admit/guest.open")
}
